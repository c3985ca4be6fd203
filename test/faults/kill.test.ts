import { expect, inject, test } from 'vitest'
import { useBench } from './bench.js'
import { readersOf, survive } from './campaign.js'
import { campaigns } from './campaign-plan.js'
import { chanceFrom } from './chance.js'
import { type Fought, tally } from './tally.js'

// Programs are killed with SIGKILL at every transition and started again, until all is quiet.

const { killRounds, seed } = inject('faults')

const bench = useBench()

test('however often it is killed, wherever: nobody is left out, and no second copy goes unmarked', async () => {
  const { programs, copy } = bench()
  const waiting = campaigns(killRounds, chanceFrom(seed)).map((campaign, number) => ({
    campaign,
    number,
  }))
  const fought: Fought[] = []
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { campaign, number } = next
      const survival = await survive(programs, await copy(`${number}.sqlite`), campaign)
      fought.push({ campaign, survival })
      const told = JSON.stringify({ seed, number, campaign, survival })
      const { audit } = survival
      const sound = { lost: 0, untaken: 0, unmarked: 0, addsUp: true }
      expect(audit, told).toMatchObject({ ...sound, deliveries: readersOf(campaign.verb).length })
      if (campaign.onUncertain === 'hold') expect(audit.marked, told).toBe(0)
    }
  }
  try {
    await Promise.all([lane(), lane()])
  } finally {
    console.log(`seed ${seed}\n${tally(fought)}`)
  }
  expect(fought.flatMap(({ survival }) => survival.killed).length).toBeGreaterThan(0)
})
