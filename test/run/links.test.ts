import { describe, expect, test } from 'vitest'
import { linkHash, readLinkToken } from '../../src/link/token.js'
import type { Role } from '../../src/report/recipient.js'
import { askedAccounts, type Linking, linksFor, type ReportingOn } from '../../src/run/links.js'
import type { Database } from '../../src/store/database.js'
import { addDeliveries, type Delivery, readDeliveries } from '../../src/store/deliveries.js'
import { readLink, readOpenLinks } from '../../src/store/links.js'
import { addReport } from '../fixture/answering.js'
import { account, facts, history } from '../fixture/history.js'
import { keys } from '../link/key.js'
import { scratchDatabase } from '../store/scratch.js'

const origin = 'https://report.example.com'
const monday = Date.parse('2026-11-23T12:00:00Z')
const purposes = ['update', 'list', 'view', 'unsubscribe', 'revert'] as const
const ada = { name: 'Ada', address: 'Ada@example.com' }

describe('the links of an edition’s messages', () => {
  test('lead a manager to each of their own accounts, in the week that has begun', async () => {
    const { db, linking, deliveries } = await planned()
    const links = await linksFor(linking, deliveries, asked())
    const own = links.get(deliveries[1]?.deliveryId ?? 0)
    expect([...(own?.updateLinks.keys() ?? [])]).toEqual(['A-1', 'A-2'])
    const url = own?.updateLinks.get('A-2') ?? ''
    const [, token = ''] =
      /^https:\/\/report\.example\.com\/update\/([\w-]{32})\/A-2$/.exec(url) ?? []
    const named = readLinkToken(token, 'update', keys)
    expect(await readLink(db, linkHash(named?.linkId ?? ''))).toMatchObject({
      purpose: 'update',
      address: 'Ada@example.com',
      week: '2026-W48',
      expiresAt: '2026-12-01T12:00:00.000Z',
    })
    expect(own?.listUrl).toContain(`${origin}/list/`)
    expect(own?.unchangedUrl).toBe(`${own?.listUrl}/unchanged`)
  })

  test('are short, tell nothing, and each of them has a row', async () => {
    const { db, linking, deliveries } = await planned()
    const links = await linksFor(linking, deliveries, asked())
    const urls = [...links.values()].flatMap(
      ({ updateLinks, listUrl, unchangedUrl, revertUrl, viewUrl, unsubscribeUrl }) =>
        [...updateLinks.values(), listUrl, unchangedUrl, revertUrl, viewUrl, unsubscribeUrl].filter(
          (url) => url !== null,
        ),
    )
    expect(urls).toHaveLength(8)
    for (const url of urls) {
      const [purpose, token = '', ...behind] = url.slice(origin.length + 1).split('/')
      expect([token.length, behind.length <= 1]).toEqual([32, true])
      const known = purposes.find((one) => one === purpose) ?? 'list'
      const named = readLinkToken(token, known, keys)
      expect(await readLink(db, linkHash(named?.linkId ?? ''))).toMatchObject({ purpose })
    }
    const paths = urls.map((url) => url.slice(origin.length))
    expect(Math.max(...paths.map((path) => path.length))).toBe(
      '/list/'.length + 32 + '/unchanged'.length,
    )
    const decoded = paths.map((path) => Buffer.from(path.split('/')[2] ?? '', 'base64').toString())
    expect([...paths, ...decoded].join().toLowerCase()).not.toMatch(/example\.com|2026|w48/)
  })

  test('lead everyone to their mail, and to an end of it, and others to no account', async () => {
    const { linking, deliveries } = await planned()
    const links = await linksFor(linking, deliveries, asked())
    const executive = links.get(deliveries[0]?.deliveryId ?? 0)
    expect(executive).toMatchObject({ updateLinks: new Map(), listUrl: null, unchangedUrl: null })
    expect(executive?.viewUrl).toMatch(/^https:\/\/report\.example\.com\/view\/[\w-]{32}$/)
    expect(executive?.unsubscribeUrl).toMatch(/\/unsubscribe\/[\w-]{32}$/)
  })

  test('are the same when they are made again, later, and are recorded once', async () => {
    const { db, linking, deliveries } = await planned()
    const first = await linksFor(linking, deliveries, asked())
    const again = await linksFor({ ...linking, now: () => monday + 5000 }, deliveries, asked())
    expect(again).toEqual(first)
    expect(await readOpenLinks(db, new Date(monday).toISOString())).toHaveLength(6)
  })

  test('offer "nothing changed" together only for two accounts or more', async () => {
    const { linking, deliveries } = await planned()
    const { accounts, ...about } = asked()
    const links = await linksFor(linking, deliveries, { ...about, accounts: accounts.slice(0, 1) })
    const own = links.get(deliveries[1]?.deliveryId ?? 0)
    expect([own?.updateLinks.size, own?.unchangedUrl]).toEqual([1, null])
    expect(own?.listUrl).toContain(`${origin}/list/`)
  })

  test('do not lead to a week that is closed already', async () => {
    const { linking, deliveries } = await planned()
    const late = { ...linking, now: () => monday + 8 * 86_400_000 }
    const links = await linksFor(late, deliveries, asked())
    expect(links.get(deliveries[1]?.deliveryId ?? 0)?.updateLinks.size).toBe(0)
  })
})

async function planned(): Promise<{ db: Database; linking: Linking; deliveries: Delivery[] }> {
  const db = await scratchDatabase()
  await addReport(db, '2026-W47', '2026-11-23T12:00:00.000Z')
  const people: [Role, typeof ada][] = [
    ['executive', { name: 'Eve', address: 'eve@example.com' }],
    ['account-manager', ada],
  ]
  const recipients = people.map(([role, person]) => ({ ...person, role, region: null, zone: null }))
  const dueAt = '2026-11-23T12:00:00.000Z'
  await addDeliveries(
    db,
    1,
    recipients.map((recipient) => ({ recipient, dueAt })),
  )
  const linking = {
    db,
    keys,
    origin,
    timetable: { at: { weekday: 1, hour: 7, minute: 0 }, zones: ['America/New_York'] },
    now: () => monday,
  } as const
  return { db, linking, deliveries: await readDeliveries(db, 1) }
}

/** Two accounts of Ada's, one that she has lost, and one of somebody else's. */
function asked(): ReportingOn {
  const accounts = [
    account({ accountId: 'A-1' }),
    account({ accountId: 'A-2' }),
    account({ accountId: 'A-3', endedOn: '2026-11-18' }),
    account({ accountId: 'B-1', accountManager: { name: 'Bob', address: 'bob@example.com' } }),
  ]
  const told = facts(accounts.map((one) => history({ account: one })))
  return { week: '2026-W48', accounts: askedAccounts(told) }
}
