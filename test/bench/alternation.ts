import { Bench } from 'tinybench'

/**
 * Something to be timed. What times itself, because a part of its work doesn't count, returns
 * `{ overriddenDuration }` in milliseconds.
 */
export type Contender = () => unknown

export interface Alternation {
  readonly rounds: number
  /** How often each contender runs in its turn. */
  readonly times: number
}

/** Medians in milliseconds, and how many times as long as `ours` the other takes. */
export interface Comparison {
  readonly ours: number
  readonly theirs: number
  readonly ratio: number
}

/**
 * Compares two ways of doing the same, which take turns: whatever else the machine is busy with
 * falls on both. The ratio is the median of the rounds' ratios. A first round, in which code and
 * caches warm up, doesn't count.
 */
export async function compare(
  { rounds, times }: Alternation,
  contenders: { readonly ours: Contender; readonly theirs: Contender },
): Promise<Comparison> {
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const one = await turn(times, contenders.ours)
    const other = await turn(times, contenders.theirs)
    if (round === 0) continue
    ours.push(one)
    theirs.push(other)
  }
  const ratios = ours.map((one, round) => (theirs[round] ?? Number.NaN) / one)
  return { ours: median(ours), theirs: median(theirs), ratio: median(ratios) }
}

/** The median duration of one contender in milliseconds. */
export async function measure({ rounds, times }: Alternation, what: Contender): Promise<number> {
  const durations: number[] = []
  for (let round = 0; round <= rounds; round++) durations.push(await turn(times, what))
  return median(durations.slice(1))
}

async function turn(times: number, what: Contender): Promise<number> {
  const bench = new Bench({ iterations: times, time: 0, warmup: false, throws: true })
  const [task] = await bench.add('turn', what, { async: true }).run()
  const result = task?.result
  if (result?.state !== 'completed') throw new Error(`the turn ended as ${result?.state}`)
  return result.latency.p50
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[middle]]
  if (low === undefined || high === undefined) throw new Error('no values')
  return (low + high) / 2
}
