import { sql } from 'kysely'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Roster } from '../../src/report/recipient.js'
import { amend } from '../store/plain-account.js'
import { browserPath, launch, listeningSite, pageIn } from './browser.js'
import { mailedLink, toReport } from './site.js'

type Here = Awaited<ReturnType<typeof listeningSite>>

const bobs = { ...toReport, address: 'bob@example.com', accountId: 'A-3' } as const

describe.runIf(browserPath !== null)('two tabs of one browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())

  /** Ada's form in one tab with a note typed; then Bob's link in the other. */
  async function twoTabs(): Promise<{ here: Here; ada: Page; bob: Page }> {
    const here = await listeningSite()
    await amend(here.db, { manager_address: `'bob@example.com'` }, `account_id = 'A-3'`)
    const ada = await pageIn(browser)
    await ada.goto(`${here.url}/update/${await mailedLink(here)}`)
    await ada.getByLabel('In your words').fill('Ada’s word')
    const bob = await ada.context().newPage()
    await bob.goto(`${here.url}/update/${await mailedLink(here, bobs)}`)
    await bob.getByLabel('In your words').fill('Bob’s word')
    return { here, ada, bob }
  }

  async function savedNotes({ db }: Here): Promise<unknown[]> {
    const { rows } = await sql`
      select recorded_by, note from snapshots where week = '2026-W47' order by account_id
    `.execute(db)
    return rows
  }

  test('save each for its own person, whichever link was opened last', async () => {
    const { here, ada, bob } = await twoTabs()
    for (const [tab, address] of [
      [ada, 'ada@example.com'],
      [bob, 'bob@example.com'],
    ] as const) {
      expect(await tab.getByText(`You report as ${address}.`).count()).toBe(1)
      await tab.getByRole('button', { name: 'Save' }).click()
      await tab.getByRole('heading', { name: /^Saved: / }).waitFor()
      expect(await tab.getByText(`You report as ${address}.`).count()).toBe(1)
    }
    expect(await savedNotes(here)).toEqual([
      { recorded_by: 'ada@example.com', note: 'Ada’s word' },
      { recorded_by: 'bob@example.com', note: 'Bob’s word' },
    ])
    await ada.getByRole('link', { name: /^All accounts|still to do$/ }).click()
    expect(await ada.getByText('You report as ada@example.com.').count()).toBe(1)
    expect(await ada.getByText('Saint Brigid University').count()).toBe(0)
  })

  test('loaded again, still show their own person’s', async () => {
    const { ada, bob } = await twoTabs()
    await ada.reload()
    await bob.reload()
    expect(await ada.getByText('You report as ada@example.com.').count()).toBe(1)
    expect(await bob.getByText('You report as bob@example.com.').count()).toBe(1)
  })

  test('log out one by one; what was typed by who has logged out is shown, and not saved', async () => {
    const { here, ada, bob } = await twoTabs()
    const again = await ada.context().newPage()
    await again.goto(ada.url())
    await again.getByRole('button', { name: 'This isn’t my computer: log out' }).click()
    expect(await again.getByRole('heading', { level: 1 }).textContent()).toBe('You are logged out')
    await ada.getByRole('button', { name: 'Save' }).click()
    expect(await ada.getByRole('heading', { level: 1 }).textContent()).toBe(
      'You are not logged in here',
    )
    expect(await ada.getByText('Note: Ada’s word').count()).toBe(1)
    await bob.getByRole('button', { name: 'Save' }).click()
    await bob.getByRole('heading', { name: /^Saved: / }).waitFor()
    expect(await savedNotes(here)).toEqual([{ recorded_by: 'bob@example.com', note: 'Bob’s word' }])
    const kept = await bob.context().cookies()
    expect(kept.map(({ httpOnly, sameSite, path }) => ({ httpOnly, sameSite, path }))).toEqual([
      { httpOnly: true, sameSite: 'Lax', path: '/' },
    ])
  })

  test('of a manager who is taken out of the settings say so, and save nothing', async () => {
    const { here, ada, bob } = await twoTabs()
    const accountManagers = {
      everyone: false,
      listed: [{ name: '', address: 'bob@example.com', region: null, zone: null }],
    }
    const roster: Roster = { executives: [], admins: [], accountManagers }
    Object.assign(here.web, { roster })
    await ada.getByRole('button', { name: 'Save' }).click()
    expect(await ada.getByRole('heading', { level: 1 }).textContent()).toBe('Your access has ended')
    await bob.getByRole('button', { name: 'Save' }).click()
    await bob.getByRole('heading', { name: /^Saved: / }).waitFor()
    expect(await savedNotes(here)).toEqual([{ recorded_by: 'bob@example.com', note: 'Bob’s word' }])
  })
})
