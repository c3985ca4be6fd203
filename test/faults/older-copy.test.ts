import { expect, inject, test } from 'vitest'
import { useBench } from './bench.js'
import { chanceFrom } from './chance.js'
import { type Noticed, type OlderCopy, replaceAndGoOn, replacements } from './older-copy.js'

// A program is killed with SIGKILL in the middle of its run, older files are put in the place of
// its own, and the next one has to notice.

const { olderCopies, seed } = inject('faults')

const bench = useBench()

test.each(['backup', 'backup, no log', 'no log'] as const)(
  'of 100 recipients some 80 have theirs, and an older state lies there (%s): nobody gets a second copy',
  async (replacement) => {
    const { programs, copy } = bench()
    const noticed = await replaceAndGoOn(programs, await copy(`hundred-${replacement}.sqlite`), {
      ...{ replacement, verb: 'send', readers: 100, copyAt: 30, markAt: 0 },
      ...{ killAt: 81, place: 'dot', takes: true },
    })
    // The 81st was on its way, and beside it up to four others.
    expect(noticed.before).toBeGreaterThanOrEqual(76)
    expect(noticed).toMatchObject({ unmarked: 0, untaken: 0 })
    expect(noticed.found).not.toBe('in order')
  },
)

test('whatever is put back, from whatever moment: no second copy goes unmarked', async () => {
  const { programs, copy } = bench()
  const chance = chanceFrom(seed)
  const waiting = Array.from({ length: olderCopies }, (_, number) => ({
    number,
    campaign: anyCampaign(number, chance),
  }))
  const results: { readonly campaign: OlderCopy; readonly noticed: Noticed }[] = []
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { number, campaign } = next
      const noticed = await replaceAndGoOn(programs, await copy(`older-${number}.sqlite`), campaign)
      results.push({ campaign, noticed })
      const told = JSON.stringify({ seed, number, campaign, noticed })
      expect(noticed, told).toMatchObject({ unmarked: 0, untaken: 0 })
      // The ledger is the latest one: nothing stands in its way, but that it has no mark where there
      // was none to copy.
      const isLatest = campaign.replacement === 'mark'
      const found = campaign.copyAt === 0 ? 'on hold' : 'in order'
      if (isLatest) expect(noticed.found, told).toBe(found)
    }
  }
  try {
    await Promise.all([lane(), lane()])
  } finally {
    console.log(`seed ${seed}\n${tallyOf(results)}`)
  }
})

const spots = [
  { place: 'RCPT', takes: false },
  { place: 'DATA', takes: false },
  { place: 'body', takes: false },
  { place: 'dot', takes: true },
  { place: 'dot', takes: false },
] as const

/** The replacements take turns. Three messages are under way at once. */
function anyCampaign(number: number, chance: () => number): OlderCopy {
  const readers = 24
  const within = (from: number, to: number) => from + Math.floor(chance() * (to - from + 1))
  const replacement = replacements[number % replacements.length] ?? 'backup'
  // Nothing beside a backup from before the first message of all tells that there was one.
  const copyAt = within(replacement === 'backup, nothing else' ? 5 : 0, 14)
  const markAt = within(copyAt + 4, 18)
  return {
    replacement,
    verb: chance() < 0.5 ? 'send' : 'work',
    readers,
    copyAt,
    markAt,
    killAt: within(markAt, readers - 1),
    ...(spots[within(0, spots.length - 1)] ?? spots[0]),
  }
}

function tallyOf(
  results: readonly { readonly campaign: OlderCopy; readonly noticed: Noticed }[],
): string {
  const lines = replacements.map((replacement) => {
    const ours = results.filter(({ campaign }) => campaign.replacement === replacement)
    const found = (what: Noticed['found']) =>
      ours.filter(({ noticed }) => noticed.found === what).length
    const unmarked = ours.reduce((sum, { noticed }) => sum + noticed.unmarked, 0)
    return (
      `${replacement}: ${ours.length} campaigns, on hold ${found('on hold')}, damaged ` +
      `${found('damaged')}, in order ${found('in order')}, unmarked copies ${unmarked}`
    )
  })
  const copies = results.reduce((sum, { noticed }) => sum + noticed.copies, 0)
  return [...lines, `in all: ${results.length} campaigns, ${copies} copies`].join('\n')
}
