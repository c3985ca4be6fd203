/** How much of the proof is done. */
export interface FaultForm {
  /** How often every place to be killed at is come to. */
  readonly killRounds: number
  /** How often a program is killed and older files are put in the place of its own. */
  readonly olderCopies: number
  /** What chance begins with. */
  readonly seed: number
  /** How many workers are started at once, one after the other. */
  readonly crowds: readonly number[]
  /** How many readers each of them has. */
  readonly crowdSize: number
  /** How many of the disk's sizes are tried. */
  readonly disks: number
  /** How long a test may take on a machine that is busy with much else, in milliseconds. */
  readonly patience: number
}

declare module 'vitest' {
  export interface ProvidedContext {
    faults: FaultForm
  }
}

/** A part of every test run. */
export const shortForm: FaultForm = {
  killRounds: 1,
  olderCopies: 8,
  seed: Date.now() % 1_000_000,
  crowds: [3],
  crowdSize: 40,
  disks: 1,
  patience: 5 * 60_000,
}

/** `npm run test:faults`. */
export const longForm: FaultForm = {
  killRounds: 25,
  olderCopies: 200,
  seed: Date.now() % 1_000_000,
  crowds: [2, 3, 4, 5, 6, 7, 8],
  crowdSize: 200,
  disks: 24,
  patience: 120 * 60_000,
}
