import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shiftWeek } from '../../src/report/week.js'
import { importAccounts } from '../../src/run/import-accounts.js'
import { readNoticeAnswers, readTenderAnswers } from '../../src/store/contract-answers.js'
import { readSnapshotsOf } from '../../src/store/snapshots.js'
import { addAccount, addSnapshot, contents, week } from '../fixture/answering.js'
import { asGiven } from '../fixture/import-file.js'
import { scratchFile } from '../store/scratch.js'
import { browserPath, launch, listeningSite, pageIn } from './browser.js'
import { comeBy, formIn, mailedLink, type Site, site, toReport, type Visitor } from './site.js'

const at = { week, cutOff: '2026-11-23T12:00:00.000Z' } as const
/** Friday. */
const savedAt = '2026-11-20T14:00:00.000Z'
const noticed = { contract: 'notice', noticeGivenOn: '2026-11-17', lastDay: '2026-12-31' }

async function ada(here: Site): Promise<Visitor> {
  return await comeBy(here, await mailedLink(here))
}

async function latest({ db }: Pick<Site, 'db'>, accountId = 'A-1') {
  const { versions } = await readSnapshotsOf(db, { accountId, at, limit: 9 })
  return versions[0]
}

/** What the form about an account is filled in with, about its contract. */
async function asked(person: Visitor, accountId = 'A-1') {
  const { body } = await person.get(`/accounts/${accountId}`)
  const { contract, competitor, noticeGivenOn, lastDay } = formIn(body)
  return { contract, competitor, noticeGivenOn, lastDay, body }
}

describe('the question about the contract', () => {
  test('is answered with no where nobody has said anything, and then says nothing', async () => {
    const here = await site()
    const person = await ada(here)
    expect(await asked(person)).toMatchObject({ contract: 'no', competitor: '', lastDay: '' })
    await person.fill('/accounts/A-1', { contract: 'no', service: '100' })
    expect(await latest(here)).toMatchObject({ week, noticeGivenOn: null, tender: null })
  })

  test('tells of notice, which goes on in silence until it is withdrawn', async () => {
    const here = await site()
    const person = await ada(here)
    expect((await asked(person)).body).toContain('Empty: 30 days after notice, as agreed.')
    const first = await person.fill('/accounts/A-1', noticed)
    expect(first.statusCode).toBe(303)
    const saved = await person.get('/accounts/A-1/saved')
    expect(saved.body).toMatch(
      /Notice given on[\s\S]*Tue Nov 17, 2026[\s\S]*Last day[\s\S]*Thu Dec 31/,
    )
    const answer = { noticeGivenOn: '2026-11-17', lastDay: '2026-12-31' }
    expect(await latest(here)).toMatchObject({ version: 1, ...answer, tender: null })

    await person.fill('/accounts/A-1', { note: 'They were friendly.' })
    expect(await latest(here)).toMatchObject({ version: 2, ...answer })
    const form = await asked(person)
    expect(form).toMatchObject(noticed)
    expect(form.body).toContain('Empty: 30 days after notice, Thu Dec 17, 2026.')
    expect(form.body).toContain('The account list names no last day yet.')

    await person.fill('/accounts/A-1', { contract: 'no' })
    expect(await latest(here)).toMatchObject({ version: 3, noticeGivenOn: 'no', lastDay: null })
    const withdrawn = await person.get('/accounts/A-1/saved')
    expect(withdrawn.body).toMatch(/Notice given on[\s\S]*Tue Nov 17, 2026[\s\S]*Withdrawn/)
    expect(await readNoticeAnswers(here.db, at)).toEqual(
      new Map([['A-1', { week, noticeGivenOn: null, lastDay: null, recordedAt: savedAt }]]),
    )
  })

  test('begins with what an earlier week said, and repeats none of it unasked', async () => {
    const here = await site()
    const answer = { noticeGivenOn: '2026-10-20', lastDay: '2026-12-31' } as const
    const said = { notice_given_on: '2026-10-20', last_day: '2026-12-31' }
    const asking = { tender: 1, competitor: 'Larch' }
    await addSnapshot(here.db, 'A-1', { ...said, ...asking, week: '2026-W43' })
    const person = await ada(here)
    const form = { contract: 'notice', ...answer }
    expect(await asked(person)).toMatchObject(form)
    const page = await person.get('/accounts/A-1/unchanged')
    expect(page.body).toMatch(
      /Others asked for offers[\s\S]*Yes[\s\S]*Notice given on[\s\S]*Tue Oct 20/,
    )
    await person.fill('/accounts/A-1/unchanged', { confirmed: 'yes' })
    const silent = { week, noticeGivenOn: null, lastDay: null, tender: null }
    expect(await latest(here)).toMatchObject(silent)
    expect((await person.get('/accounts/A-1/saved')).body).not.toContain('Notice given on')
    expect(await asked(person)).toMatchObject(form)
    const earlier = (await readNoticeAnswers(here.db, at)).get('A-1')
    expect(earlier).toMatchObject({ week: '2026-W43', ...answer })
  })

  test('tells whom they asked, until they asked nobody any more', async () => {
    const here = await site()
    const person = await ada(here)
    await person.fill('/accounts/A-1', { contract: 'tender', competitor: ' Larch Facilities ' })
    expect(await latest(here)).toMatchObject({ tender: true, competitor: 'Larch Facilities' })
    await person.fill('/accounts/A-1', { competitor: 'Elm & Sons' })
    expect(await readTenderAnswers(here.db, at)).toEqual(
      new Map([['A-1', { week, tender: true, competitor: 'Elm & Sons', recordedAt: savedAt }]]),
    )
    const form = await asked(person)
    expect(form).toMatchObject({ contract: 'tender', competitor: 'Elm & Sons' })
    expect(form.body.includes('The account list')).toBe(false)
    await person.fill('/accounts/A-1', { contract: 'no' })
    expect(await latest(here)).toMatchObject({
      tender: false,
      competitor: null,
      noticeGivenOn: null,
    })
    const saved = await person.get('/accounts/A-1/saved')
    expect(saved.body).toMatch(
      /Others asked for offers[\s\S]*Yes[\s\S]*No[\s\S]*Competitor[\s\S]*Elm/,
    )
  })

  test('shows every fault beside its field, and loses nothing that was typed', async () => {
    const here = await site()
    const person = await ada(here)
    const before = await contents(here.db)
    const wrong = { contract: 'notice', noticeGivenOn: '2026-11-17', lastDay: '2026-11-01' }
    const page = await person.fill('/accounts/A-1', { ...wrong, service: '0' })
    expect(page.statusCode).toBe(422)
    expect(page.body).toContain('id="lastDay-fault">That is before notice was given.')
    expect(page.body).toContain('<a href="#lastDay">Last day</a>: That is before')
    expect(formIn(page.body)).toMatchObject({ ...wrong, service: '0' })
    const silent = await person.fill('/accounts/A-1', { contract: 'notice' })
    expect(silent.body).toContain('id="noticeGivenOn-fault">Say on which day.')
    const whom = await person.fill('/accounts/A-1', { competitor: 'Larch' })
    expect(whom.body).toContain('id="competitor-fault">Choose “They asked others”, or clear this.')
    const days = await person.fill('/accounts/A-1', { ...noticed, contract: 'tender' })
    expect(days.body).toContain('id="noticeGivenOn-fault">Choose “Notice was given”')
    expect(await contents(here.db)).toBe(before)
    expect(
      (await person.post('/accounts/A-1', { ...formIn(page.body), lastDay: '' })).statusCode,
    ).toBe(303)
    expect(await latest(here)).toMatchObject({ noticeGivenOn: '2026-11-17', lastDay: null })
  })

  test('keeps what was typed about it where somebody else has saved meanwhile', async () => {
    const here = await site()
    const person = await ada(here)
    const form = formIn((await person.get('/accounts/A-1')).body)
    await addSnapshot(here.db, 'A-1', {
      ...{ week, tender: 1, competitor: 'Larch', recorded_by: 'bob@example.com' },
      recorded_at: '2026-11-20T13:00:00.000Z',
    })
    const silent = await person.post('/accounts/A-1', { ...form, note: 'Mine' })
    expect(silent.statusCode).toBe(409)
    expect(formIn(silent.body)).toMatchObject({ contract: 'tender', competitor: 'Larch' })
    const page = await person.post('/accounts/A-1', { ...form, ...noticed })
    expect(page.statusCode).toBe(409)
    const again = formIn(page.body)
    expect(again).toMatchObject({ ...noticed, competitor: 'Larch' })
    expect((await person.post('/accounts/A-1', again)).statusCode).toBe(303)
    expect(await latest(here)).toMatchObject({
      version: 2,
      noticeGivenOn: '2026-11-17',
      tender: true,
    })
  })

  test.each([
    ['in the week', '2026-11-19', 'Thu Nov 19'],
    ['before it', '2026-11-09', 'Mon Nov 9'],
  ] as const)(
    'tells of a last day %s, and can be corrected until the report',
    async (_when, lastDay, words) => {
      const here = await site()
      const person = await ada(here)
      const gone = { contract: 'notice', noticeGivenOn: '2026-10-05', lastDay }
      expect((await person.fill('/accounts/A-1', gone)).statusCode).toBe(303)
      const saved = await person.get('/accounts/A-1/saved')
      expect(saved.statusCode).toBe(200)
      expect(saved.body).toContain(`Last day: ${words}, 2026`)
      expect((await person.get('/accounts')).body).toContain('Meridian Hospital')
      expect(await asked(person)).toMatchObject(gone)
      const moved = await person.fill('/accounts/A-1', { lastDay: '2026-12-31' })
      expect(moved.statusCode).toBe(303)
      expect((await person.get('/accounts/A-1/saved')).body).toContain('■&nbsp;Red')
      await person.fill('/accounts/A-1', { lastDay })

      here.clock += 7 * 86_400_000
      const next = { ...toReport, week: shiftWeek(week, 1) }
      const later = await comeBy(here, await mailedLink(here, next))
      expect((await later.get('/accounts/A-1')).statusCode).toBe(403)
    },
  )

  test('leaves the account red on the pages, and first on the list', async () => {
    const here = await site()
    const person = await ada(here)
    const before = (await person.get('/accounts')).body
    expect(before.indexOf('Quill')).toBeLessThan(before.indexOf('Meridian'))
    const notice = { week: '2026-W44', notice_given_on: '2026-10-20', last_day: '2026-12-31' }
    await addSnapshot(here.db, 'A-1', notice)
    const list = (await person.get('/accounts')).body
    expect(list.indexOf('Meridian')).toBeLessThan(list.indexOf('Quill'))
    expect(list).toMatch(/Meridian Hospital[\s\S]*■&nbsp;Red[\s\S]*last day Thu Dec 31, 2026, last/)
    expect((await person.get('/accounts/A-1')).body).toMatch(/1 week ago:\s*<span[^>]*>■&nbsp;Red/)
  })

  test('is asked once more in the week in which an account ends by an earlier answer', async () => {
    const here = await site()
    const leaving = { notice_given_on: '2026-10-20', last_day: '2026-11-17' }
    await addSnapshot(here.db, 'A-1', { ...leaving, week: '2026-W45' })
    const person = await ada(here)
    expect(await asked(person)).toMatchObject({ contract: 'notice', lastDay: '2026-11-17' })
    await person.fill('/accounts/A-1', { contract: 'no' })
    expect((await person.get('/accounts/A-1/saved')).body).toContain('Withdrawn')
  })

  test('is taken back to what was said before', async () => {
    const here = await site()
    await addSnapshot(here.db, 'A-1', { week: '2026-W44', tender: 1, competitor: 'Larch' })
    const other = await ada(here)
    await other.fill('/accounts/A-1', noticed)
    const takingBack = { ...toReport, purpose: 'revert', accountId: 'A-1', version: 1 } as const
    const person = await comeBy(here, await mailedLink(here, takingBack), 'revert')
    const page = await person.get('/revert')
    expect(page.body).toContain('Notice given on: nothing, instead of “Tue Nov 17, 2026”')
    expect(page.body).toContain('Last day: nothing, instead of “Thu Dec 31, 2026”')
    expect(page.body).not.toContain('Competitor')
    await person.fill('/revert', { confirmed: 'yes' })
    expect(await latest(here)).toMatchObject({ version: 2, noticeGivenOn: null, tender: null })
    expect(await readNoticeAnswers(here.db, at)).toEqual(new Map())
    const form = await asked(await ada(here))
    expect(form).toMatchObject({ contract: 'tender', competitor: 'Larch', noticeGivenOn: '' })
  })
})

describe('beside a last day in accounts.csv', () => {
  async function listed(): Promise<Site> {
    const here = await site()
    await addAccount(here.db, 'A-9', { name: 'Larkhill', ended_on: '2026-12-15' })
    await addSnapshot(here.db, 'A-9')
    return here
  }

  test('the form begins with it, and a form without a word about it repeats nothing', async () => {
    const here = await listed()
    const person = await ada(here)
    const form = { contract: 'notice', noticeGivenOn: '', lastDay: '2026-12-15' }
    expect(await asked(person, 'A-9')).toMatchObject(form)
    await person.fill('/accounts/A-9', { service: '0' })
    expect(await latest(here, 'A-9')).toMatchObject({ week, noticeGivenOn: null, lastDay: null })
    expect((await person.get('/accounts/A-9/saved')).body).not.toContain('Last day')
  })

  test('no withdraws it, and the form says that the list disagrees', async () => {
    const here = await listed()
    const person = await ada(here)
    await person.fill('/accounts/A-9', { contract: 'no' })
    expect(await latest(here, 'A-9')).toMatchObject({ noticeGivenOn: 'no', lastDay: null })
    const form = await asked(person, 'A-9')
    expect(form).toMatchObject({ contract: 'no', noticeGivenOn: '', lastDay: '' })
    expect(form.body).toContain('The account list still says otherwise: last day Tue Dec 15, 2026.')
  })

  test('that is imported while the form is open, nobody has said no', async () => {
    const here = await site()
    const person = await ada(here)
    const open = formIn((await person.get('/accounts/A-1')).body)
    const header = 'account_id,name,account_manager,annual_revenue,currency,notice_days,ended_on'
    const row = 'A-1,Meridian Hospital,Ada Park <ada@example.com>,1000,USD,30,2026-12-15'
    const file = scratchFile('accounts.csv', `${header}\n${row}\n`)
    const recordedAt = '2026-11-20T13:59:00.000Z'
    const asOf = '2026-11-16'
    const request = {
      ...asGiven(file),
      recordedAt,
      currency: 'USD',
      rates: new Map(),
      asOf,
    } as const
    expect((await importAccounts(here.db, request)).kind).toBe('imported')
    expect((await person.post('/accounts/A-1', { ...open, note: 'Calm' })).statusCode).toBe(303)
    expect(await latest(here)).toMatchObject({ note: 'Calm', noticeGivenOn: null, tender: null })
    expect(await asked(person)).toMatchObject({ contract: 'notice', lastDay: '2026-12-15' })
    const untouched = formIn((await person.get('/accounts/A-1')).body)
    expect((await person.post('/accounts/A-1', untouched)).statusCode).toBe(422)
  })
})

describe.runIf(browserPath !== null)('in Chromium', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  test.each([
    { javaScriptEnabled: true, width: 320, colorScheme: 'light' },
    { javaScriptEnabled: false, width: 320, colorScheme: 'dark' },
    { javaScriptEnabled: false, width: 1280, colorScheme: 'light' },
  ] as const)('notice, its faults, a week later, withdrawn: %o', async ({ width, ...options }) => {
    const here = await listeningSite()
    const page = await pageIn(browser, { ...options, viewport: { width, height: 740 } })
    await page.goto(`${here.url}/update/${await mailedLink(here)}`)
    expect(await shown(page)).toEqual([])
    await page.getByRole('radio', { name: 'They asked others' }).check()
    expect(await shown(page)).toEqual(['competitor'])
    await page.getByRole('radio', { name: 'Notice was given' }).check()
    expect(await shown(page)).toEqual(['noticeGivenOn', 'lastDay'])
    await page.getByLabel('Last day').fill('2026-12-31')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'Notice given on' }).click()
    expect(await page.evaluate('document.activeElement.id')).toBe('noticeGivenOn')
    expect(await page.getByLabel('Last day').inputValue()).toBe('2026-12-31')
    await page.getByLabel('Notice given on').fill('2026-11-18')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/\/saved\?/)
    expect(await page.getByText('Thu Dec 31, 2026').count()).toBe(1)
    expect(await page.locator('html').evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(
      width,
    )

    here.clock += 7 * 86_400_000
    const next = { ...toReport, week: shiftWeek(week, 1) }
    await page.goto(`${here.url}/update/${await mailedLink(here, next)}`)
    expect(await page.getByRole('radio', { name: 'Notice was given' }).isChecked()).toBe(true)
    expect(await page.getByLabel('Notice given on').inputValue()).toBe('2026-11-18')
    await page.getByRole('radio', { name: 'No', exact: true }).last().check()
    expect(await shown(page)).toEqual([])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/\/saved\?/)
    expect(await page.getByText('Withdrawn').count()).toBe(1)
    const later = { week: next.week, cutOff: '2026-11-30T12:00:00.000Z' }
    expect((await readNoticeAnswers(here.db, later)).get('A-1')).toMatchObject({
      ...{ week: next.week, noticeGivenOn: null, lastDay: null },
    })
  })

  test('the keyboard alone is enough', async () => {
    const here = await listeningSite()
    const page = await pageIn(browser)
    await page.goto(`${here.url}/update/${await mailedLink(here)}`)
    await page.locator('#contract').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.id')).toBe('competitor')
    await page.keyboard.type('Larch Facilities')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/saved\?/)
    expect(await latest(here)).toMatchObject({ tender: true, competitor: 'Larch Facilities' })
  })
})

/** The fields of the question about the contract that can be seen. */
async function shown(page: Page): Promise<string[]> {
  const names = ['competitor', 'noticeGivenOn', 'lastDay']
  const seen = await Promise.all(names.map((name) => page.locator(`#${name}`).isVisible()))
  return names.filter((_, index) => seen[index])
}
