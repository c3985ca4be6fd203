import { describe, expect, it } from 'vitest'
import { namesIn } from '../../src/mail/view/movement-row.js'
import { tiles } from '../../src/mail/view/tiles.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { level } from '../fixture/falling.js'
import { sheet } from '../fixture/mail-sheet.js'
import { factsFrom } from '../fixture/portfolio.js'
import type { Story } from '../fixture/story.js'

const reported: Story = { account: { name: 'Told' }, scores: [level(80), level(80)] }
const silent: Story = { account: { name: 'Silent' }, scores: [level(80), null] }
const begun: Story = {
  account: { name: 'Begun', startedOn: '2026-11-17' },
  scores: [level(80)],
}
const begunSilent: Story = { ...begun, scores: [null] }

describe('how many accounts were reported on', () => {
  it.each<[string, Record<string, Story>, { change: string; before: string }]>([
    ['as many of as many', { reported }, { change: 'no change', before: '' }],
    ['fewer', { reported, silent }, { change: '▼ −1', before: 'was 2 of 2' }],
    ['more, of more', { reported, begun }, { change: '▲ +1', before: 'was 1 of 1' }],
    [
      'as many of more: no "no change"',
      { reported, begunSilent },
      { change: '', before: 'was 1 of 1' },
    ],
  ])('%s', (_, stories, expected) => {
    const digest = executiveDigest(factsFrom(stories), null, null)
    expect(tiles(digest, sheet).participation).toMatchObject(expected)
  })
})

it('the colours are explained by the bands that the settings draw', () => {
  const digest = executiveDigest(factsFrom({ reported }), null, null)
  const bands = { redBelow: 49.5, greenFrom: 80 }
  expect(tiles({ ...digest, bands }, sheet).bands).toBe('Red below 49.5, green from 80')
})

it.each([
  [8, /g and h\.$/],
  [9, /h and i\.$/],
  [10, /, h and 2 more\.$/],
])('of %i names none is folded alone', (count, end) => {
  expect(namesIn([...'abcdefghijklmn'].slice(0, count), sheet)).toMatch(end)
})
