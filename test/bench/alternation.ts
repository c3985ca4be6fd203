import { Bench } from 'tinybench'

/**
 * Something to be timed. What times itself, because a part of its work doesn't count, returns
 * `{ overriddenDuration }` in milliseconds.
 */
export type Contender = () => unknown

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
  rounds: number,
  contenders: { readonly ours: Contender; readonly theirs: Contender },
): Promise<Comparison> {
  const ours: number[] = []
  const theirs: number[] = []
  for (let round = 0; round <= rounds; round++) {
    ours.push(await duration(contenders.ours))
    theirs.push(await duration(contenders.theirs))
  }
  const ratios = ours.map((one, round) => (theirs[round] ?? Number.NaN) / one)
  return { ours: medianOf(ours), theirs: medianOf(theirs), ratio: medianOf(ratios) }
}

/** The median duration in milliseconds; a first round doesn't count. */
export async function measure(rounds: number, what: Contender): Promise<number> {
  const durations: number[] = []
  for (let round = 0; round <= rounds; round++) durations.push(await duration(what))
  return medianOf(durations)
}

/**
 * Does `work` a number of times, and takes for its duration the processor's time for one: what
 * another process does meanwhile doesn't count. For work that waits for nothing.
 */
export function onProcessor(times: number, work: () => unknown): Contender {
  return async () => {
    const before = process.cpuUsage()
    for (let count = 0; count < times; count++) await work()
    const { user, system } = process.cpuUsage(before)
    return { overriddenDuration: (user + system) / 1000 / times }
  }
}

async function duration(what: Contender): Promise<number> {
  const options = { iterations: 1, time: 0, warmup: false, throws: true }
  const [task] = await new Bench(options).add('once', what, { async: true }).run()
  const result = task?.result
  if (result?.state !== 'completed') throw new Error(`a measurement ended as ${result?.state}`)
  return result.latency.p50
}

/** Of all but the first. */
function medianOf([, ...values]: readonly number[]): number {
  const sorted = values.sort((one, other) => one - other)
  const low = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
  const high = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  return (low + high) / 2
}
