import { expect, test } from 'vitest'
import { renderMessage } from '../../src/mail/render.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../src/report/digest/executive.js'
import { type EditionFacts, factsOf } from '../../src/report/facts.js'
import type { Week } from '../../src/report/week.js'
import { linksFor } from '../../src/run/links-for.js'
import { addDeliveries, readDeliveries } from '../../src/store/deliveries.js'
import { readHistories } from '../../src/store/histories.js'
import { readOwnAccounts } from '../../src/store/own-accounts.js'
import { addReport } from '../fixture/answering.js'
import { presentation } from '../fixture/history.js'
import { type Site, site, visitor } from './site.js'

const ada = { name: 'Ada Park', address: 'ada@example.com' }

test('mail, link, form, saved: the next edition shows it to the executives', async () => {
  const here = await site()
  here.clock = Date.parse('2026-11-16T12:00:00Z')
  const monday = await factsAt(here, '2026-W46')
  const links = await linksOf(here, monday)
  const mail = renderMessage(accountManagerDigest(monday, ada), { updateLinks: links })
  const [path = ''] =
    mail.html.match(/(?<=href="https:\/\/report\.example\.com)\/update\/[^"]*/) ?? []
  expect(mail.text).toContain(`https://report.example.com${path}`)

  const person = visitor(here)
  const opened = await person.get(path)
  expect(opened.headers.location).toBe('/accounts/A-1')
  const typed = { relationship: '25', note: 'They asked for a tender.', pulse: 'red' }
  expect((await person.fill('/accounts/A-1', typed)).statusCode).toBe(303)

  here.clock = Date.parse('2026-11-23T12:00:00Z')
  const next = await factsAt(here, '2026-W47')
  const told = renderMessage(executiveDigest(next, null, null))
  for (const part of [told.html, told.text]) {
    expect(part).toContain('14.4')
    expect(part).toContain('They asked for a tender.')
    expect(part).toContain('Relationship fell from 61 to 25')
  }
  expect((await person.get('/accounts/A-1')).statusCode).toBe(409)
})

async function linksOf(here: Site, facts: EditionFacts): Promise<ReadonlyMap<string, string>> {
  const { db, web } = here
  const at = new Date(here.clock).toISOString()
  await addReport(db, facts.week, at)
  const recipient = { ...ada, role: 'account-manager', region: null, zone: null } as const
  await addDeliveries(db, 1, [{ recipient, dueAt: at }])
  const deliveries = await readDeliveries(db, 1)
  const asked = { week: '2026-W47', accounts: facts.accounts } as const
  const links = await linksFor(web, deliveries, asked)
  return links.get(deliveries[0]?.deliveryId ?? 0)?.updateLinks ?? new Map()
}

/** What the edition about a week freezes at this moment. */
async function factsAt({ db, clock, web }: Site, week: Week): Promise<EditionFacts> {
  const at = { week, cutOff: new Date(clock).toISOString() }
  const own = await readOwnAccounts(db, ada.address, at)
  const accounts = own.map(({ account }) => account)
  const histories = await readHistories(db, { at, accounts, cutOffs: new Map() })
  return factsOf(histories, at, { policy: web.policy, presentation })
}
