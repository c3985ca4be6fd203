import type { Refusal } from './fault.js'

/** The scale that scores lie on: `from` becomes 0, `to` becomes 100. `from` may be the higher one. */
export interface Scale {
  readonly from: number
  readonly to: number
}

/** What was read of a column's scores, all of them together. */
export interface ScoreTally {
  /** How many are written as bare figures, without a scale of their own. */
  bare: number
  lowest: number
  highest: number
  /** The highest end of a scale that scores name themselves, as in 7/10; 0 for none. */
  ownScale: number
  /** How many are written with a %. */
  percents: number
}

/** Reads `0-10`, `1-5`, `0-0.5`, `6-1`; null where it isn't a scale. */
export function readScale(text: string): Scale | null {
  const [, from, to] = /^(\d{1,4}(?:\.\d+)?)\s*[-–:]\s*(\d{1,4}(?:\.\d+)?)$/.exec(text.trim()) ?? []
  if (from === undefined || to === undefined || Number(from) === Number(to)) return null
  return { from: Number(from), to: Number(to) }
}

/** A score on another scale as one from 0 to 100, to a millionth; null where it lies outside. */
export function rescaled(score: number, { from, to }: Scale): number | null {
  if (score < Math.min(from, to) || score > Math.max(from, to)) return null
  return Math.round(((score - from) / (to - from)) * 1e8) / 1e6
}

/** The scales that scores are given on besides 0 to 100, the narrowest first. */
const usualTops = [1, 5, 10]

/**
 * Why the scores of a column, all of them read, can't be taken for scores from 0 to 100: they lie
 * within a narrower scale that is in use, or some of them name one. Null where nothing speaks
 * against it.
 */
export function foreignScale(
  name: string,
  tally: ScoreTally,
): (Refusal & { readonly given: string }) | null {
  const { bare, lowest, highest, ownScale, percents } = tally
  const top = usualTops.find((one) => highest <= one)
  const expected = 'scores from 0 to 100'
  if (bare > 0 && ownScale > 0) {
    return {
      expected: `${expected}, or all of them with their scale, as in 7/${ownScale}`,
      given: `some with a scale of their own (of ${ownScale}), and ${bare} without`,
      cure: `Write all of them alike, or say on which scale the others lie: ${written(name, ownScale)}, or --scale ${name}=0-100 where they are from 0 to 100 already.`,
    }
  }
  if (bare > 0 && percents > 0 && highest <= 1) {
    return {
      expected: `${expected}, or all of them with a %`,
      given: `${percents} with a %, and ${bare} from 0 to 1 without`,
      cure: `Write all of them alike, or say on which scale the others lie: ${written(name, 1)}, or --scale ${name}=0-100 where they are from 0 to 100 already.`,
    }
  }
  if (bare < 2 || top === undefined) return null
  const others = top === 5 && lowest >= 1 ? ` (or ${name}=1-5 where 1 is the lowest)` : ''
  return {
    expected,
    given: `${bare} scores, all from 0 to ${top}`,
    cure: `Say on which scale they lie: ${written(name, top)}${others}, or --scale ${name}=0-100 where they are from 0 to 100 already.`,
  }
}

function written(name: string, top: number): string {
  return `--scale ${name}=0-${top}`
}
