import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultPolicy } from '../../../src/report/policy.js'
import { type Snapshot, stakeholderGroups } from '../../../src/report/snapshot.js'
import { accountHistory } from '../../../src/report/update/answers.js'
import { addDays, lastDay, shiftWeek } from '../../../src/report/week.js'
import { account, level, snapshot, week } from '../../fixture/history.js'
import { naiveHistories } from '../../store/naive-histories.js'

const day = fc.integer({ min: -200, max: 0 }).map((days) => addDays(lastDay(week), days))
const maybeDay = fc.option(day, { freq: 2 })

const told: fc.Arbitrary<Snapshot> = fc
  .record({
    age: fc.integer({ min: 0, max: 20 }),
    score: fc.integer({ min: 0, max: 100 }),
    contacts: fc.subarray([...stakeholderGroups]),
    decisionMakerChangedOn: maybeDay,
    decisionMakerMetOn: maybeDay,
    valueDelivered: fc.option(fc.constant('Reset within 40 minutes'), { freq: 2 }),
    action: fc.option(fc.constantFrom('Call', 'Visit'), { freq: 2 }),
    actionDoneOn: maybeDay,
  })
  .map(({ age, score, ...said }) =>
    snapshot({ ...said, week: shiftWeek(week, -age), scores: level(score) }),
  )

test('an account’s history is what the rules of docs/rules.md make of its snapshots', () => {
  const weekly = fc.uniqueArray(told, { selector: (one) => one.week, maxLength: 12 })
  fc.assert(
    fc.property(weekly, (snapshots) => {
      const at = { week, cutOff: '9999-12-31T00:00:00.000Z' }
      const request = { at, accounts: [account()], cutOffs: new Map(), policy: defaultPolicy }
      const counting = snapshots.toSorted((a, b) => (a.week < b.week ? 1 : -1))
      expect([accountHistory(account(), counting, week)]).toEqual(
        // Nobody who writes one asks for how long.
        naiveHistories(snapshots, request).map((one) => ({ ...one, weeksBeforeRecent: null })),
      )
    }),
    { numRuns: 300 },
  )
})
