import { describe, expect, it } from 'vitest'
import { top20Words } from '../../src/mail/view/figures.js'
import type { Top20Watch } from '../../src/report/digest/summary.js'
import { sheet } from '../fixture/mail-sheet.js'

describe('the top 20', () => {
  const account = {
    accountId: 'A',
    name: 'A',
    accountManager: '',
    revenue: 1,
    largest: 1,
    status: null,
  }
  const watch = (accounts: number, lost: number, red: number): Top20Watch => ({
    lost,
    lostRevenue: lost,
    red,
    alarm: false,
    news: false,
    accounts: Array.from({ length: accounts }, () => ({ ...account, lostOn: null })),
  })

  it.each<[Top20Watch, string | null, string]>([
    [
      watch(20, 0, 1),
      null,
      'Of the 20 largest accounts, none was lost within 52 weeks and 1 is red now.',
    ],
    [
      watch(2, 1, 2),
      'West',
      'Of the 2 top-20 accounts in West, 1 was lost within 52 weeks and 2 are red now.',
    ],
    [watch(1, 0, 1), 'West', 'The only one of the top 20 in West is red now.'],
    [watch(1, 1, 0), null, 'The only account was lost within 52 weeks.'],
    [watch(1, 0, 0), null, 'The only account is neither lost nor red.'],
  ])('%#', (top20, region, sentence) => {
    expect(top20Words(top20, region, sheet)?.sentence).toBe(sentence)
  })
})
