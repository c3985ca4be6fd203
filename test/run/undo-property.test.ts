import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { type Day, firstDay, type Week } from '../../src/report/week.js'
import { readRunningWeek } from '../../src/run/facts.js'
import { importSnapshots } from '../../src/run/import.js'
import { importAccounts } from '../../src/run/import-accounts.js'
import { undoImport } from '../../src/run/undo-import.js'
import type { Workspace } from '../../src/run/workspace.js'
import { today } from '../../src/store/account-versions.js'
import { readAccounts } from '../../src/store/accounts.js'
import { saveAnswers } from '../../src/store/answers.js'
import type { Database } from '../../src/store/database.js'
import { readSnapshotsOf } from '../../src/store/snapshots.js'
import { readUnlisted } from '../../src/store/unlisted-accounts.js'
import { addLink, answers, linkHash } from '../fixture/answering.js'
import { asGiven } from '../fixture/import-file.js'
import { scratchDatabase, scratchFile } from '../store/scratch.js'

const weeks: readonly Week[] = ['2026-W45', '2026-W46', '2026-W47']
const days = ['2026-11-02', '2026-11-09', '2026-11-16'] as const
/** A, B and C are in a first file that is never undone; D and E come by others alone. */
const lasting = ['A', 'B', 'C']
const known = [...lasting, 'D', 'E']

type Cells = Readonly<Record<string, string>>

/** What is done to a database. An undo names an earlier step, by how far it goes back. */
type Step =
  | { readonly kind: 'snapshots'; readonly columns: readonly string[]; readonly rows: Cells[] }
  | {
      readonly kind: 'accounts'
      readonly columns: readonly string[]
      readonly rows: Cells[]
      readonly asOf: (typeof days)[number]
      readonly isComplete: boolean
    }
  | {
      readonly kind: 'answer'
      readonly accountId: string
      readonly week: Week
      readonly note: string
      readonly notice: string
    }
  | { readonly kind: 'undo'; readonly back: number }

const optionalOfSnapshots = ['note', 'notice_given_on', 'last_day', 'tender', 'competitor']
const notices = ['', '', 'no', '2026-10-05', '2026-10-05 2026-12-31', '2026-10-12 2026-11-12']

const snapshotCells: fc.Arbitrary<Cells> = fc
  .record({
    account_id: fc.constantFrom(...lasting),
    week: fc.constantFrom(...weeks),
    health: fc.constantFrom('40', '41'),
    note: fc.constantFrom('', 'fine'),
    notice: fc.constantFrom(...notices),
    tender: fc.constantFrom('', '', 'yes', 'no'),
    competitor: fc.constantFrom('', 'Larch'),
  })
  .map(({ notice, ...cells }) => {
    const [givenOn = '', lastDay = ''] = notice.split(' ')
    return { ...cells, notice_given_on: givenOn, last_day: lastDay }
  })

const optionalOfAccounts = ['region', 'desired', 'ended_on', 'end_reason', 'tender']

const accountCells: fc.Arbitrary<Cells> = fc.record({
  account_id: fc.constantFrom(...known),
  name: fc.constantFrom('Acme', 'Birch'),
  account_manager: fc.constant('Ada Park <ada@example.com>'),
  annual_revenue: fc.constantFrom('100', '200'),
  currency: fc.constant('USD'),
  notice_days: fc.constant('30'),
  region: fc.constantFrom('', 'North'),
  desired: fc.constantFrom('', 'no'),
  ended_on: fc.constantFrom('', '', '2026-10-30', '2026-11-12'),
  end_reason: fc.constantFrom('', 'price'),
  tender: fc.constantFrom('', 'yes'),
})

const requiredOf = (columns: readonly string[], optional: readonly string[]) =>
  fc.subarray([...optional]).map((chosen) => [...columns, ...chosen])

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('snapshots' as const),
      columns: requiredOf(['account_id', 'week', 'health'], optionalOfSnapshots).filter(
        (all) => !all.includes('last_day') || all.includes('notice_given_on'),
      ),
      rows: fc.uniqueArray(snapshotCells, {
        minLength: 1,
        maxLength: 6,
        selector: (row) => `${row.account_id} ${row.week}`,
      }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('accounts' as const),
      columns: requiredOf(
        ['account_id', 'name', 'account_manager', 'annual_revenue', 'currency', 'notice_days'],
        optionalOfAccounts,
      ),
      rows: fc.uniqueArray(accountCells, {
        minLength: 1,
        maxLength: 5,
        selector: (row) => row.account_id,
      }),
      asOf: fc.constantFrom(...days),
      isComplete: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      accountId: fc.constantFrom(...lasting),
      week: fc.constantFrom(...weeks),
      note: fc.constantFrom('', 'asked'),
      notice: fc.constantFrom('', '', 'no', '2026-10-19'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('undo' as const), back: fc.nat(6) }) },
)

const began = Date.parse('2026-11-20T08:00:00.000Z')
const hour = 3_600_000

interface World {
  readonly db: Database
  readonly work: Workspace
  /** By the place of the step among all of them. */
  readonly importIds: Map<number, number>
}

describe('an import that was undone', () => {
  it('leaves what counts as if it had never been', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const undone = undoneIn(steps)
        const all = await world()
        for (const [at, one] of steps.entries()) await take(all, one, at, steps)
        const without = await world()
        for (const [at, one] of steps.entries()) {
          if (one.kind !== 'undo' && !undone.has(at)) await take(without, one, at, steps)
        }
        expect(await counting(all)).toEqual(await counting(without))
      }),
      { numRuns: 40, endOnFailure: false },
    )
  })
})

/** The imports that any of the steps takes back. */
function undoneIn(steps: readonly Step[]): Set<number> {
  return new Set(
    steps.flatMap((one, at) => {
      const target = one.kind === 'undo' ? targetOf(steps, at, one.back) : null
      return target === null ? [] : [target]
    }),
  )
}

/** The import that lies so many imports back. */
function targetOf(steps: readonly Step[], at: number, back: number): number | null {
  const imports = steps
    .slice(0, at)
    .flatMap(({ kind }, place) => (kind === 'snapshots' || kind === 'accounts' ? [place] : []))
  return imports.at(-1 - back) ?? null
}

async function world(): Promise<World> {
  const db = await scratchDatabase()
  const file = {
    ...{ COMPANY_NAME: 'Acme', TIME_ZONE: 'UTC', CURRENCY: 'USD' },
    ...{ EXECUTIVES: 'Eve <eve@example.com>', ADMINS: 'Adi <adi@example.com>' },
  }
  const read = readConfig({ file, process: {} })
  if (!read.ok) throw new Error(JSON.stringify(read.faults))
  const work = { config: read.config, db, now: () => began, chance: () => 0, owner: 'a test' }
  for (const [at, week] of weeks.entries()) {
    await addLink(db, { week, linkHash: `${at}${linkHash.slice(1)}` })
  }
  const rows = lasting.map((account_id) => ({
    account_id,
    ...{ name: 'Acme', account_manager: 'Ada Park <ada@example.com>', annual_revenue: '100' },
    ...{ currency: 'USD', notice_days: '30' },
  }))
  const first = { kind: 'accounts', rows, asOf: '2026-01-05', isComplete: false } as const
  await importedAccounts(db, { ...first, columns: Object.keys(rows[0] ?? {}) }, 0)
  return { db, work, importIds: new Map() }
}

async function take(world: World, one: Step, at: number, steps: readonly Step[]): Promise<void> {
  const { db, importIds } = world
  switch (one.kind) {
    case 'snapshots':
      importIds.set(at, await importedSnapshots(db, one, at + 1))
      return
    case 'accounts':
      importIds.set(at, await importedAccounts(db, one, at + 1))
      return
    case 'answer':
      await answer(db, one, at + 1)
      return
    case 'undo': {
      const target = targetOf(steps, at, one.back)
      const importId = target === null ? undefined : importIds.get(target)
      if (importId === undefined) return
      const { kind } = await undoImport({ ...world.work, now: () => instant(at + 1) }, importId)
      expect(['undone', 'undone-before']).toContain(kind)
    }
  }
}

const instant = (at: number) => began + at * hour
const isoUtc = (at: number) => new Date(instant(at)).toISOString()

type Of<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>

async function importedSnapshots(db: Database, { columns, rows }: Of<'snapshots'>, at: number) {
  return imported(
    await importSnapshots(db, {
      ...asGiven(csv(columns, rows), {
        scale: ['relationship,innovation,service,commercial,health=0-100'],
      }),
      ...{ recordedAt: isoUtc(at), lastWeek: '2026-W50' },
    }),
  )
}

async function importedAccounts(
  db: Database,
  { columns, rows, asOf, isComplete }: Omit<Of<'accounts'>, 'asOf'> & { readonly asOf: Day },
  at: number,
) {
  return imported(
    await importAccounts(db, {
      ...asGiven(csv(columns, rows)),
      recordedAt: isoUtc(at),
      ...{ currency: 'USD', rates: new Map(), asOf, isComplete, isConfirmed: true },
    }),
  )
}

function imported(outcome: Awaited<ReturnType<typeof importSnapshots>>): number {
  if (outcome.kind === 'refused') throw new Error(JSON.stringify(outcome.faults))
  return outcome.importId
}

function csv(columns: readonly string[], rows: readonly Cells[]): string {
  const lines = rows.map((row) => columns.map((column) => row[column] ?? '').join())
  return scratchFile('rows.csv', [columns.join(), ...lines].join('\n'))
}

async function answer(
  db: Database,
  { accountId, week, note, notice }: Of<'answer'>,
  at: number,
): Promise<void> {
  const { counting } = await readSnapshotsOf(db, {
    ...{ accountId, at: { week, cutOff: today.cutOff }, limit: 1 },
  })
  const base = counting[0] ?? null
  const { kind } = await saveAnswers(
    db,
    {
      ...{ submissionId: `s-${at}`, fingerprint: `f-${at}`, kind: 'changed', accountId, week },
      ...{
        answers: answers({ note: note || null, noticeGivenOn: (notice || null) as 'no' | null }),
      },
      base: base === null ? null : { week: base.week, version: base.version },
      ...{ linkHash: `${weeks.indexOf(week)}${linkHash.slice(1)}`, device: 'd-1' },
      recordedBy: 'ada@example.com',
    },
    () => instant(at),
  )
  expect(['saved', 'not-theirs']).toContain(kind)
}

/** All that counts, without the numbers and instants of versions. */
async function counting({ db, work }: World): Promise<unknown> {
  const snapshots = []
  for (const accountId of lasting) {
    const at = { week: '2026-W47', cutOff: today.cutOff } as const
    const found = await readSnapshotsOf(db, { accountId, at, limit: 9 })
    snapshots.push(
      found.counting.map(({ version: _v, recordedAt: _a, recordedBy: _b, ...said }) => said),
    )
  }
  const accounts = []
  for (const day of ['2026-01-05', ...days, today.day] as const) {
    const found = await readAccounts(db, { day, cutOff: today.cutOff })
    accounts.push(found.map(({ version: _v, recordedAt: _a, ...said }) => said))
  }
  const previews = []
  for (const week of weeks) {
    const read = await readRunningWeek(work, { week, cutOff: today.cutOff })
    if (read.kind === 'no-rate') throw new Error('all amounts have a rate')
    previews.push(read.facts)
  }
  return { snapshots, accounts, unlisted: await readUnlisted(db), previews }
}

// The first days of the weeks are days from which accounts may hold.
expect(days).toEqual(weeks.map(firstDay))
