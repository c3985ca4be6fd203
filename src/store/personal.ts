import { type RawBuilder, sql } from 'kysely'
import { type Identity, isNamedIn } from '../report/pseudonym.js'
import type { Database } from './database.js'

/** Where a table names people. */
export interface PersonalColumns {
  /** What tells its rows apart. */
  readonly key: readonly string[]
  /** Each holds one address and nothing else: whose row it is. */
  readonly addresses: readonly string[]
  /** Names of whoever's row it is. */
  readonly names: readonly string[]
  /** Words that may name anybody. */
  readonly words: readonly string[]
}

/** Of snapshots, those that were undone included. */
const ofSnapshots = {
  addresses: ['recorded_by'],
  names: [],
  words: ['decision_maker', 'action_owner', 'action', 'competitor', 'value_delivered', 'note'],
} as const

/** Of versions of accounts, those that were undone included. */
const ofVersions = {
  addresses: ['manager_address'],
  names: ['manager_name'],
  words: ['recorded_by', 'desired_reason', 'end_reason'],
} as const

/** Everything that may name a person, but for the bodies of messages and the facts of editions. */
export const personal = {
  account_versions: {
    key: ['account_id', 'as_of', 'recorded_at', 'version'],
    ...ofVersions,
  },
  undone_account_versions: {
    key: ['account_id', 'as_of', 'recorded_at', 'version', 'undone_by'],
    ...ofVersions,
  },
  told_contracts: {
    key: ['edition_id', 'account_id'],
    addresses: ['manager_address'],
    names: ['manager_name'],
    words: [],
  },
  snapshots: { key: ['week', 'account_id', 'version'], ...ofSnapshots },
  undone_snapshots: { key: ['week', 'account_id', 'version', 'undone_by'], ...ofSnapshots },
  deliveries: {
    key: ['delivery_id'],
    addresses: ['recipient', 'address'],
    names: ['name'],
    words: ['reason'],
  },
  messages: { key: ['delivery_id'], addresses: [], names: [], words: ['subject'] },
  attempts: { key: ['delivery_id', 'attempt'], addresses: [], names: [], words: ['reason'] },
  resends: {
    key: ['delivery_id', 'attempt'],
    addresses: [],
    names: [],
    words: ['ordered_by', 'why'],
  },
  bounces: {
    key: ['delivery_id', 'report_id'],
    addresses: ['recipient'],
    names: [],
    words: ['diagnostic'],
  },
  replies: { key: ['delivery_id', 'report_id'], addresses: [], names: [], words: ['words'] },
  links: { key: ['link_hash'], addresses: ['address'], names: [], words: [] },
  link_requests: { key: ['request_id'], addresses: ['recipient'], names: [], words: [] },
  unsubscribes: {
    key: ['unsubscribe_id'],
    addresses: ['recipient'],
    names: [],
    words: ['lifted_by'],
  },
  imports: {
    key: ['import_id'],
    addresses: [],
    names: [],
    words: ['file', 'first_fault', 'first_skipped'],
  },
  installation: { key: ['only_row'], addresses: [], names: [], words: ['hold_reason'] },
  bounce_mailbox: { key: ['only_row'], addresses: [], names: [], words: ['fault'] },
  erasures: { key: ['erasure_id'], addresses: [], names: [], words: ['asked_by'] },
} as const satisfies Readonly<Record<string, PersonalColumns>>

export type PersonalTable = keyof typeof personal

export type PersonalRow = Readonly<Record<string, unknown>>

/** Tables whose rows hang on a delivery: of somebody's own, they are about that person. */
const ofDelivery: readonly PersonalTable[] = [
  'messages',
  'attempts',
  'resends',
  'bounces',
  'replies',
]

/** All rows of a table that are somebody's or name them, as they are, without bytes. */
export async function readRows(
  db: Database,
  table: PersonalTable,
  identity: Identity,
): Promise<PersonalRow[]> {
  const { addresses, words }: PersonalColumns = personal[table]
  const conditions = [
    ...addresses.map(
      (column) => sql`lower(${sql.ref(column)}) = ${identity.address.toLowerCase()}`,
    ),
    ...words.map((column) => holdsAny(sql.ref(column), identity)),
    ...(ofDelivery.includes(table) ? [sql`delivery_id in ${ownDeliveries(identity)}`] : []),
  ]
  const { rows } = await sql<PersonalRow>`
    select * from ${sql.table(table)} where ${sql.join(conditions, sql` or `)}
  `.execute(db)
  return rows.map(({ bytes: _, ...row }) => row)
}

/** Somebody's own deliveries. */
export function ownDeliveries({ address }: Identity): RawBuilder<unknown> {
  return sql`(select delivery_id from deliveries where recipient = ${address.toLowerCase()})`
}

/** Whether a text may name somebody; JSON text, too. It never misses one, in letters of ASCII. */
export function holdsAny(text: RawBuilder<unknown>, { address, names }: Identity) {
  const words = [address, ...names].map((word) => JSON.stringify(firstWord(word)).slice(1, -1))
  return sql`(${sql.join(
    words.map((word) => sql`instr(lower(${text}), lower(${word})) > 0`),
    sql` or `,
  )})`
}

/** Blanks between words may be others than in the name. */
function firstWord(name: string): string {
  return name.trim().split(/\s+/)[0] ?? ''
}

/** The names that rows which are somebody's own give them. */
export async function readNames(db: Database, address: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from deliveries where recipient = ${address.toLowerCase()}
    union
    select manager_name from account_versions
    where lower(manager_address) = ${address.toLowerCase()}
    union
    select manager_name from undone_account_versions
    where lower(manager_address) = ${address.toLowerCase()}
    union
    select manager_name from told_contracts
    where lower(manager_address) = ${address.toLowerCase()}
  `.execute(db)
  return rows.map(({ name }) => name.trim()).filter((name) => name !== '')
}

/** Editions whose facts name somebody, with those facts as JSON. */
export async function readFactsNaming(
  db: Database,
  identity: Identity,
): Promise<{ readonly editionId: number; readonly facts: string }[]> {
  const { rows } = await sql<{ editionId: number; facts: string }>`
    select edition_id as "editionId", facts from editions
    where facts is not null and ${holdsAny(sql.ref('facts'), identity)}
    order by edition_id
  `.execute(db)
  return rows.filter(({ facts }) => namesAnywhere(JSON.parse(facts), identity))
}

function namesAnywhere(value: unknown, identity: Identity): boolean {
  if (typeof value === 'string') return isNamedIn(value, identity)
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some((one) => namesAnywhere(one, identity))
}
