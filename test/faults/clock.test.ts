import { describe, expect, test } from 'vitest'
import { day, dueAt, everyReader, hour, instants, live, second, weeks } from './four-mondays.js'

const [w42, w43] = [dueAt('2026-W42'), dueAt('2026-W43')]

describe('a clock that is set', () => {
  test.each([
    ['3 s ahead, just before a slot', w42 - 2 * second, 3 * second],
    ['3 s back, just after a slot', w42 + second, -3 * second],
    ['3 s back, just before a slot', w42 - second, -3 * second],
    ['an hour ahead, an hour before a slot', w42 - hour, hour],
    ['an hour back, half an hour after a slot', w42 + hour / 2, -hour],
    ['an hour back, half an hour before a slot', w42 - hour / 2, -hour],
  ])('%s, makes every week once and skips none', async (_, from, by) => {
    const near = [-3, -2, -1, 1, 2, 3].map((after) => w42 + after * second)
    const all = [...instants(), ...near].sort((a, b) => a - b)
    const lived = await live(all.map((now) => (now >= from ? now + by : now)))
    const deeds = weeks.map((week) => `${week} made`)
    expect(lived).toEqual({ deeds, reports: everyReader, alerts: [] })
  })
})

describe('a clock that is set by 8 days', () => {
  test.each([
    {
      what: 'ahead into the catch-up time of the next slot: made early, and not again',
      wrong: { from: w42 + 12 * hour, until: w42 + 18 * hour, by: 8 * day },
      meanwhile: ['2026-W42 made', '2026-W43 made late'],
      alerts: [],
    },
    {
      what: 'ahead beyond it: skipped and told, but made when it falls due',
      wrong: { from: w42 + 2 * day, until: w42 + 3 * day, by: 8 * day },
      meanwhile: ['2026-W42 made', '2026-W43 skipped', '2026-W43 made'],
      alerts: ['2026-W43 root@example.com'],
    },
    {
      what: 'back and right again before the next slot: as if nothing had been',
      wrong: { from: w42 + day, until: w42 + 2 * day, by: -8 * day },
      meanwhile: ['2026-W42 made', '2026-W43 made'],
      alerts: [],
    },
    {
      what: 'back over a slot: nothing twice, and that slot is caught up',
      wrong: { from: w42 + day, until: w43 + day, by: -8 * day },
      meanwhile: ['2026-W42 made', '2026-W43 made late'],
      alerts: [],
    },
    {
      what: 'back over a slot and beyond catching up: skipped, and told',
      wrong: { from: w42 + day, until: w43 + 3 * day, by: -8 * day },
      meanwhile: ['2026-W42 made', '2026-W43 skipped'],
      alerts: ['2026-W43 root@example.com'],
    },
  ])('$what', async ({ wrong: { from, until, by }, meanwhile, alerts }) => {
    const lived = await live(instants().map((now) => (now >= from && now < until ? now + by : now)))
    const deeds = ['2026-W41 made', ...meanwhile, '2026-W44 made']
    expect(lived).toMatchObject({ deeds, alerts })
  })
})
