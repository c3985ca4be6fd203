import { expect, test } from 'vitest'
import { doubtOf } from '../../src/source/header-doubt.js'
import { importWords } from '../../src/source/options.js'

const { reading } = importWords({})

test.each([
  ['Annual Revenue', 'annual_revenue', /own turnover/],
  ['Revenue (k USD)', 'annual_revenue', /thousands, and nothing is multiplied/],
  ['ARR in millions', 'annual_revenue', /millions/],
  ['Monthly Revenue', 'annual_revenue', /of a month/],
  ['Notice period (months)', 'notice_days', /3 is read as 3 days/],
  ['Monthly Health Score', 'health', /a snapshot is of a week/],
  ['Health Score (0-10)', 'health', /lie on 0-10/],
])('%s as %s is doubtful', (header, column, warning) => {
  expect(doubtOf(header, column, reading)?.warning).toMatch(warning)
})

test.each([
  ['annual_revenue', 'annual_revenue'],
  ['ARR (USD)', 'annual_revenue'],
  ['Annual Revenue', 'region'],
  ['Notice period (days)', 'notice_days'],
  ['Health Score (0-100)', 'health'],
])('%s as %s is not', (header, column) => {
  expect(doubtOf(header, column, reading)).toBeNull()
})

test('a scale that was said is no question any more', () => {
  const said = { ...reading, scale: ['service,Health=0-10'] }
  expect(doubtOf('Health Score (0-10)', 'health', said)).toBeNull()
})
