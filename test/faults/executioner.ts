import type { ChildProcess } from 'node:child_process'
import type { Place } from '../fixture/smtp-fault.js'
import type { KillPoint, Outside } from './kill-point.js'
import type { Fate } from './post-office.js'

/** Kills a program from outside, while the mail server holds its tongue. */
export interface Executioner {
  /** From now on this program, at this point. */
  readonly watch: (program: ChildProcess, point: KillPoint | null) => void
  readonly fateOf: () => Fate | null
}

const spots: Readonly<Partial<Record<Outside, { place: Place; takes: boolean }>>> = {
  RCPT: { place: 'RCPT', takes: false },
  DATA: { place: 'DATA', takes: false },
  body: { place: 'body', takes: false },
  'dot-kept': { place: 'dot', takes: true },
  'dot-lost': { place: 'dot', takes: false },
}

export function executioner(): Executioner {
  let program: ChildProcess | null = null
  let point: KillPoint | null = null
  let messages = 0
  const kill = () => program?.kill('SIGKILL')
  return {
    watch: (watched, at) => {
      program = watched
      point = at
      messages = 0
      if (at?.at !== 'any-time') return
      // It says so when its database is open: before, there is nothing to break.
      watched.stdout?.once('data', () => setTimeout(() => watched.kill('SIGKILL'), at.nth))
    },
    fateOf: () => {
      messages += 1
      const spot = point === null ? undefined : spots[point.at as Outside]
      if (spot === undefined || messages !== point?.nth) return null
      return { ...spot, fault: { kind: 'silence' }, meanwhile: kill }
    },
  }
}
