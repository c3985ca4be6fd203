import { expect, test } from 'vitest'
import type { ReportScope } from '../../src/link/claim.js'
import { shiftWeek } from '../../src/report/week.js'
import { contents, week } from '../fixture/answering.js'
import { comeBy, formIn, inSession, mailedLink, site, toReport } from './site.js'

const begun = async (then: ReportScope) => {
  const here = await site()
  const ada = await comeBy(here, await mailedLink(here))
  const form = formIn((await ada.get('/accounts/A-1')).body)
  await ada.get(`/${then.purpose}/${await mailedLink(here, then)}`)
  const before = await contents(here.db)
  const saved = await ada.post('/accounts/A-1', { ...form, note: 'They asked for a tender.' })
  return { saved, changed: (await contents(here.db)) !== before }
}

test.each<[string, ReportScope]>([
  ['another link for the same account', toReport],
  ['the link to all of them', { ...toReport, purpose: 'list', accountId: null }],
])('a form that was begun is not lost when %s is opened in the same browser', async (_, then) => {
  const { saved, changed } = await begun(then)
  expect(saved.statusCode).toBe(303)
  expect(saved.headers.location).toMatch(inSession('/accounts/A-1/saved'))
  expect(changed).toBe(true)
})

test('what was begun for one week is not saved as another’s, nor by somebody else', async () => {
  for (const then of [
    { ...toReport, week: shiftWeek(week, 1) },
    { ...toReport, address: 'bob@example.com', accountId: 'B-1' },
  ]) {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const form = formIn((await ada.get('/accounts/A-1')).body)
    const opened = await ada.get(`/update/${await mailedLink(here, then)}`)
    const before = await contents(here.db)
    const [, seat] = String(opened.headers.location).split('?')
    const saved = await ada.post(`/accounts/A-1?${seat}`, { ...form, note: 'A tender.' })
    expect([saved.statusCode, (await contents(here.db)) === before]).toEqual([403, true])
  }
})
