import { Presets, SingleBar } from 'cli-progress'
import type { Observer } from '../run/workspace.js'
import type { Terminal } from './terminal.js'

/** A bar on the screen, that is gone when the work is done. */
export interface Progress {
  readonly observer: Observer
  readonly end: () => void
}

/** Shows how far a run has come; nothing where nobody reads along on stderr. */
export function createProgress({ screen }: Terminal): Progress {
  if (!screen?.err) return { observer: () => {}, end: () => {} }
  const options = { format: 'submitting [{bar}] {value} of {total}', clearOnComplete: true }
  const bar = new SingleBar({ ...options, hideCursor: true }, Presets.legacy)
  const observer: Observer = (event) => {
    if (event.kind === 'delivering') {
      bar.stop()
      bar.start(event.due, 0)
    }
    if (event.kind === 'settled' || event.kind === 'uncomposed') bar.increment()
  }
  return { observer, end: () => bar.stop() }
}
