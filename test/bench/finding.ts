import type { Comparison } from './alternation.js'

/** One line of the result. */
export interface Finding {
  readonly what: string
  readonly ours: string
  /** What ours is held against, and how that did; empty where it stands alone. */
  readonly against: string
  readonly theirs: string
  /** How many times as fast ours is; null where it stands alone. */
  readonly ratio: number | null
  readonly goal: Goal | null
}

export interface Goal {
  readonly words: string
  readonly isMet: boolean
}

/** Ours against another way; `atLeast` is the ratio that is the goal, null where there is none. */
export function compared(
  what: string,
  against: string,
  { ours, theirs, ratio, atLeast }: Comparison & { readonly atLeast: number | null },
): Finding {
  const goal = atLeast === null ? null : { words: `≥ ${atLeast} ×`, isMet: ratio >= atLeast }
  return { what, ours: inTime(ours), against, theirs: inTime(theirs), ratio, goal }
}

/** A figure that stands alone. */
export function alone(what: string, ours: string, goal: Goal | null = null): Finding {
  return { what, ours, against: '', theirs: '', ratio: null, goal }
}

/** What could not be measured here, and why. */
export function leftOut(what: string, why: string): Finding {
  return { what, ours: 'left out', against: why, theirs: '', ratio: null, goal: null }
}

export function inTime(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toPrecision(3)} s`
  return `${milliseconds.toPrecision(3)} ms`
}

export function inMemory(bytes: number): string {
  return bytes < 10e9 ? `${Math.round(bytes / 1e6)} MB` : `${Math.round(bytes / 1e9)} GB`
}

/** The findings as a table in plain text. */
export function table(findings: readonly Finding[]): string {
  const rows = findings.map((one) => [
    one.what,
    one.ours,
    one.against,
    one.theirs,
    one.ratio === null ? '' : `${one.ratio.toPrecision(3)} ×`,
    one.goal === null ? '' : `${one.goal.words} ${one.goal.isMet ? '✓' : 'missed'}`,
  ])
  const all = [['', 'here', 'against', 'there', 'ratio', 'goal'], ...rows]
  const widths = [0, 1, 2, 3, 4, 5].map((column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')
  return all.map((row) => line(row).trimEnd()).join('\n')
}
