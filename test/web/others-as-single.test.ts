import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { stakeholderGroups } from '../../src/report/snapshot.js'
import { addAccount, addSnapshot, week } from '../fixture/answering.js'
import { comeBy, formIn, mailedLink, type Site, site, toReport, type Visitor } from './site.js'

// What is said of many accounts in one step is what would be said of each by itself.

type Cells = Readonly<Record<string, string | number | null>>

/** An account's cells, and those of its snapshots before the week. */
interface Past {
  readonly account: Cells
  readonly snapshots: readonly Cells[]
}

const orNull = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null })
const day = fc.constantFrom('2026-10-07', '2026-11-02', '2026-11-18', '2026-12-24')
const words = fc.constantFrom('Call', 'Bring the plan', 'Zürich 東京 "x"\n; y')
const score = orNull(fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100))

const snapshots: fc.Arbitrary<Cells[]> = fc.uniqueArray(
  fc.record({
    week: fc.constantFrom('2026-W42', '2026-W44', '2026-W45', '2026-W46'),
    version: fc.integer({ min: 1, max: 2 }),
    relationship: score,
    innovation: score,
    commercial: score,
    stated_health: score,
    service: fc.integer({ min: 0, max: 100 }),
    pulse: orNull(fc.constantFrom('red', 'yellow', 'green')),
    contacts: orNull(fc.constantFrom(...stakeholderGroups, stakeholderGroups.join(';'))),
    decision_maker: orNull(words),
    decision_maker_changed_on: orNull(day),
    decision_maker_met_on: orNull(day),
    tender: orNull(fc.constantFrom(0, 1)),
    competitor: orNull(words),
    notice_given_on: orNull(fc.constant('no')),
    action: orNull(words),
    action_owner: orNull(words),
    action_due_on: orNull(day),
    action_done_on: orNull(fc.constantFrom('2026-11-10', '2026-11-12')),
    note: orNull(words),
    recorded_at: fc.constantFrom('2026-11-15T12:00:00.000Z', '2026-11-18T12:00:00.000Z'),
  }),
  { minLength: 1, maxLength: 4, selector: ({ week: of, version }) => `${of} ${version}` },
)

const past: fc.Arbitrary<Past> = fc.record({
  account: fc.record({ tender: orNull(fc.constantFrom(0, 1)), as_of: day }),
  snapshots,
})

test('of any accounts, the same is recorded', async () => {
  const pasts = fc.array(past, { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(pasts, async (accounts) => {
      const [together, oneByOne] = [await siteOf(accounts), await siteOf(accounts)]
      const ids = await sayTogether(together)
      for (const id of ids) await sayAlone(oneByOne, id)
      expect(await said(together)).toEqual(await said(oneByOne))
      expect(await said(together)).toHaveLength(ids.length)
    }),
    { numRuns: 10 },
  )
})

/** Every eighth is visited by itself; all of them where there is time: `MMR_LONG=1`. */
const step = process.env.MMR_LONG === undefined ? 8 : 1

test('of 392 accounts, the same is recorded as by a visit to each', async () => {
  const some = fc.sample(past, { numRuns: 7, seed: 392 })
  const recent: Cells = { week: '2026-W46', version: 3, service: 55 }
  const accounts = Array.from({ length: 56 }, () => some)
    .flat()
    .map((one) => ({ ...one, snapshots: [...one.snapshots, recent] }))
  const [together, oneByOne] = [await siteOf(accounts), await siteOf(accounts)]
  const ids = await sayTogether(together)
  expect(ids).toHaveLength(392)
  const visited = ids.filter((_, index) => index % step === 0)
  for (const id of visited) await sayAlone(oneByOne, id)
  const all = await said(together)
  expect(all).toHaveLength(392)
  expect(all.filter(({ account_id: id }) => visited.includes(id))).toEqual(await said(oneByOne))
})

interface Scene {
  readonly here: Site
  readonly token: string
  readonly ada: Visitor
}

/** Ada's accounts P-1, P-2 and so on, beside those that every site has. */
async function siteOf(accounts: readonly Past[]): Promise<Scene> {
  const here = await site({ limits: { perAddress: 1e9, perLink: 1e9 } })
  for (const [index, one] of accounts.entries()) {
    await addAccount(here.db, `P-${index}`, one.account)
    for (const cells of one.snapshots) await addSnapshot(here.db, `P-${index}`, cells)
  }
  const token = await mailedLink(here, { ...toReport, purpose: 'list', accountId: null }, 'hers')
  return { here, token, ada: await comeBy(here, token, 'list') }
}

/** Gives back the accounts that were ticked, without the site's own. */
async function sayTogether({ ada }: Scene): Promise<string[]> {
  const form = formIn((await ada.get('/unchanged')).body)
  const own = [form.accounts ?? []].flat().filter((value) => /\.P-\d+$/.test(value))
  if (own.length === 0) return []
  const answer = await ada.post('/unchanged', { ...form, accounts: own, confirmed: 'yes' })
  expect(answer.statusCode).toBe(303)
  return own.map((value) => value.split('.')[2] ?? '')
}

async function sayAlone({ ada }: Scene, accountId: string): Promise<void> {
  const answer = await ada.fill(`/accounts/${accountId}/unchanged`, { confirmed: 'yes' })
  expect(answer.headers.location).toContain(`/accounts/${accountId}/saved?`)
}

/** What was recorded for the week, and how, but for which browser and page it came from. */
async function said({ here: { db } }: Scene): Promise<{ readonly account_id: string }[]> {
  const { rows } = await sql<{ account_id: string }>`
    select s.*, a.fingerprint, a.kind, a.link_hash
    from snapshots as s
    join answers as a on a.week = s.week and a.account_id = s.account_id and a.version = s.version
    where s.week = ${week}
    order by s.account_id
  `.execute(db)
  return rows
}
