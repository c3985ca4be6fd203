import type { Format } from '../format.js'

/**
 * What a sparkline shows: `62.0 to 48.0 in 12 weeks, lowest now`. Empty where there is no
 * sparkline. `now` is said of the reported week alone.
 */
export function sparklineWords(trend: readonly (number | null)[], format: Format): string {
  const [first, ...coming] = trend.filter((health) => health !== null)
  const last = coming.at(-1)
  if (first === undefined || last === undefined) return ''
  const begin = trend.findIndex((health) => health !== null)
  const end = trend.findLastIndex((health) => health !== null)
  const weeks = format.counted(end - begin + 1, 'week')
  const still = [first, ...coming].every((health) => health === first)
  return [
    still
      ? `${format.points(first)} all through ${weeks}`
      : `${format.points(first)} to ${format.points(last)} in ${weeks}`,
    ...(still ? [] : extremes([first, ...coming], end === trend.length - 1, format)),
    gaps(end - begin - coming.length, format),
    silence(trend.length - 1 - end, format),
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/**
 * What is worth a word: that the end is an extreme, or else what lies further out than both ends.
 */
function extremes(known: readonly number[], current: boolean, { points }: Format): string[] {
  const outer = [
    { word: 'lowest', extreme: Math.min(...known) },
    { word: 'highest', extreme: Math.max(...known) },
  ].filter(({ extreme }) => extreme !== known[0])
  const reached = outer.find(({ extreme }) => isNew(known, extreme))
  if (reached !== undefined) return [`${reached.word} ${current ? 'now' : 'at the end'}`]
  return outer
    .filter(({ extreme }) => extreme !== known.at(-1))
    .map(({ word, extreme }) => `${word} ${points(extreme)}`)
}

/** Whether the line came to it at the end, and not before. */
function isNew(known: readonly number[], extreme: number): boolean {
  return known.slice(known.indexOf(extreme)).every((health) => health === extreme)
}

function gaps(weeks: number, { counted }: Format): string {
  return weeks === 0 ? '' : `${counted(weeks, 'week')} missing`
}

function silence(weeks: number, { counted }: Format): string {
  return weeks === 0 ? '' : `nothing for ${counted(weeks, 'week')} since`
}
