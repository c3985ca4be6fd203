import type { Campaign } from './campaign.js'
import { shuffled } from './chance.js'
import { type KillPoint, killPoint, places } from './kill-point.js'

const kinds: readonly Omit<Campaign, 'points'>[] = [
  { verb: 'work', onUncertain: 'hold' },
  { verb: 'work', onUncertain: 'resend' },
  { verb: 'send', onUncertain: 'hold' },
  { verb: 'send', onUncertain: 'resend' },
]

const killsEach = 4

/**
 * Campaigns that come to every place, `rounds` times. In a round below 4 the kinds take turns, in
 * every other each kind comes to all of them. Beside those there is one of prompts in each.
 */
export function campaigns(rounds: number, chance: () => number): Campaign[] {
  const turns = Array.from({ length: rounds }, (_, round) => round)
  return turns.flatMap((round) => {
    const reports = chunks(shuffled(places, chance)).map((chunk, index) => ({
      ...kindAt(round + index),
      points: pointsAt(chunk, 1, chance),
    }))
    const [chunk = []] = chunks(shuffled(places, chance))
    return [...reports, { ...asking(round), points: pointsAt(chunk, fewReaders, chance) }]
  })
}

/** A prompt comes to a place a third as often as a report does: it has fewer readers. */
const fewReaders = 1 / 3

function asking(round: number): Omit<Campaign, 'points'> {
  return { verb: 'ask', onUncertain: round % 2 === 0 ? 'hold' : 'resend' }
}

/** The last one anywhere in what is left, the others early enough to leave something. */
function pointsAt(
  chunk: readonly KillPoint['at'][],
  share: number,
  chance: () => number,
): KillPoint[] {
  return chunk.map((at, nth) =>
    killPoint(at, chance, share * (nth === chunk.length - 1 ? 0.6 : 0.2)),
  )
}

function kindAt(index: number): Omit<Campaign, 'points'> {
  const kind = kinds[index % kinds.length]
  if (kind === undefined) throw new Error('no kind')
  return kind
}

/** In the order in which a run comes to them: what is over cannot be met again. */
function chunks(all: readonly KillPoint['at'][]): KillPoint['at'][][] {
  const count = Math.ceil(all.length / killsEach)
  return Array.from({ length: count }, (_, index) =>
    all.slice(index * killsEach, (index + 1) * killsEach).sort((a, b) => turnOf(a) - turnOf(b)),
  )
}

function turnOf(place: KillPoint['at']): number {
  if (place === 'closed') return 4
  if (place === 'planned') return 0
  if (place === 'delivering') return 1
  return place === 'composed' ? 2 : 3
}
