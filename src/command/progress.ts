import { Presets, SingleBar } from 'cli-progress'
import type { Event, Observer } from '../run/event.js'
import type { Terminal } from './terminal.js'

/** A bar on the screen, that is gone when the work is done. */
export interface Progress {
  readonly observer: Observer
  readonly end: () => void
}

/** Shows how far a run has come; nothing where nobody reads along on stderr. */
export function createProgress({ screen }: Terminal): Progress {
  if (!screen?.err) return { observer: () => {}, end: () => {} }
  const options = { format: '{what} [{bar}] {value} of {total}', clearOnComplete: true }
  const bar = new SingleBar({ ...options, hideCursor: true }, Presets.legacy)
  let phase: Event['kind'] | null = null
  const show = (kind: Event['kind'], what: string, total: number) => {
    if (phase === kind && kind === 'composed') return
    phase = kind
    bar.stop()
    bar.start(total, 0, { what })
  }
  const observer: Observer = (event) => {
    if (event.kind === 'composed') {
      show(event.kind, 'composing ', event.count + event.left)
      bar.increment(event.count)
    }
    if (event.kind === 'delivering') show(event.kind, 'submitting', event.due)
    if (event.kind === 'settled') bar.increment()
  }
  return { observer, end: () => bar.stop() }
}
