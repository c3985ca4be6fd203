import { expect, test } from 'vitest'
import { defaultPolicy } from '../../../src/report/policy.js'
import { noAnswers } from '../../../src/report/update/answers.js'
import { askedAlone } from '../../../src/report/update/unchanged.js'
import { level, snapshot } from '../../fixture/history.js'

const scored = snapshot({ week: '2026-W46', scores: level(60) })
const unscored = { ...scored, scores: noAnswers.scores }

test.each([
  ['last week’s answers', scored, false, null],
  ['the oldest that still count', { ...scored, week: '2026-W44' }, false, null],
  ['older ones', { ...scored, week: '2026-W43' }, false, 'lapsed'],
  ['none', null, false, 'never reported'],
  ['none, of one that leaves', null, true, 'never reported'],
  ['those of an account that leaves', scored, true, 'leaving'],
  ['a stated health', { ...unscored, statedHealth: 40 }, false, null],
  ['no score', unscored, false, 'without a score'],
] as const)('with %s, an account is asked about: %#', (_what, latest, isLeaving, why) => {
  expect(askedAlone(latest, isLeaving, '2026-W47', defaultPolicy)).toBe(why)
})
