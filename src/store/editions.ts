import { sql } from 'kysely'
import type { EditionFacts } from '../report/facts.js'
import type { EditionOutcome } from '../report/schedule.js'
import { shiftWeek, type Week } from '../report/week.js'
import type { Database } from './database.js'
import { frozenText, thawed } from './frozen-facts.js'

/**
 * `report` is the Monday report; `held` and `skipped` are what the admins are told when there was
 * nothing to report from, or when nobody was there to send it in time. `prompt` asks account
 * managers about the week that still runs; a `skipped-prompt` goes to nobody. Letters tell one of
 * them that something was changed in their name in that week, or bring the `new-link` that they
 * asked for.
 */
export type EditionKind = 'report' | 'held' | 'skipped' | 'prompt' | 'skipped-prompt' | LetterKind
export type LetterKind = 'change' | 'new-link'

/** Made before the report of their week is due; the other kinds are about that report. */
const whileTheWeekRuns: readonly EditionKind[] = ['prompt', 'skipped-prompt', 'change', 'new-link']

/** A report, or what is told instead of it. */
export const aboutReports: readonly EditionKind[] = ['report', 'held', 'skipped']

/** Instants are UTC, ISO 8601 with milliseconds. */
export interface Edition {
  readonly editionId: number
  readonly kind: EditionKind
  readonly week: Week
  readonly dueAt: string
  readonly cutOff: string
  readonly madeAt: string
  readonly late: boolean
}

export interface NewEdition extends Omit<Edition, 'editionId'> {
  /** Frozen as JSON; null where nobody is told any figures. */
  readonly facts: EditionFacts | null
}

/**
 * Freezes an edition, and gives back what is kept. There is one a kind and week: where it exists
 * already, it stays as it is.
 */
export async function addEdition(db: Database, edition: NewEdition): Promise<Edition> {
  const { kind, week, dueAt, cutOff, madeAt, late, facts } = edition
  const frozen = facts === null ? null : frozenText(facts)
  const slot = whileTheWeekRuns.includes(kind) ? shiftWeek(week, -1) : week
  await sql`
    insert into editions (kind, week, slot, due_at, cut_off, made_at, late, facts)
    values (${kind}, ${week}, ${slot}, ${dueAt}, ${cutOff}, ${madeAt}, ${late ? 1 : 0}, ${frozen})
    on conflict (kind, week) do nothing
  `.execute(db)
  const kept = await readEdition(db, kind, week)
  if (kept === null) throw new Error(`the ${kind} edition of ${week} was not kept`)
  return kept
}

/** Notes that everyone's delivery is planned. */
export async function recordPlanned(db: Database, editionId: number, at: string): Promise<void> {
  await sql`
    update editions set planned_at = ${at} where edition_id = ${editionId} and planned_at is null
  `.execute(db)
}

/** The edition of a kind and week without its facts, or null. */
export async function readEdition(
  db: Database,
  kind: EditionKind,
  week: Week,
): Promise<Edition | null> {
  const { rows } = await sql<EditionRow>`
    select ${editionColumns} from editions where kind = ${kind} and week = ${week}
  `.execute(db)
  return rows[0] === undefined ? null : editionOf(rows[0])
}

/** The latest report before the one about `week`, or null. */
export async function readEditionBefore(db: Database, week: Week): Promise<Edition | null> {
  const { rows } = await sql<EditionRow>`
    select ${editionColumns} from editions
    where kind = 'report' and week < ${week}
    order by week desc
    limit 1
  `.execute(db)
  return rows[0] === undefined ? null : editionOf(rows[0])
}

/** The weeks that were skipped at `madeAt`, in one step; the latest first. */
export async function readSkipped(db: Database, madeAt: string): Promise<Week[]> {
  const { rows } = await sql<{ week: Week }>`
    select week from editions
    where kind = 'skipped' and made_at = ${madeAt}
    order by week desc
  `.execute(db)
  return rows.map(({ week }) => week)
}

/** All editions without their facts, the latest week first. */
export async function readEditions(db: Database): Promise<Edition[]> {
  const { rows } = await sql<EditionRow>`
    select ${editionColumns} from editions order by week desc, kind
  `.execute(db)
  return rows.map(editionOf)
}

/**
 * The facts as they were frozen.
 *
 * @throws where the edition has none: only reports and prompts tell figures.
 */
export async function readFacts(db: Database, editionId: number): Promise<EditionFacts> {
  const { rows } = await sql<{ facts: string | null }>`
    select facts from editions where edition_id = ${editionId}
  `.execute(db)
  const facts = rows[0]?.facts ?? null
  if (facts === null) throw new Error(`edition ${editionId} has no facts`)
  return thawed(facts)
}

/** The facts that were frozen for a week; null where no such edition has been made. */
export async function findFacts(
  db: Database,
  kind: 'report' | 'prompt',
  week: Week,
): Promise<EditionFacts | null> {
  const { rows } = await sql<{ facts: string }>`
    select facts from editions where kind = ${kind} and week = ${week}
  `.execute(db)
  return rows[0] === undefined ? null : thawed(rows[0].facts)
}

/** The cut-off of each week's own report, for telling what was restated since. */
export async function readCutOffs(db: Database): Promise<Map<Week, string>> {
  const { rows } = await sql<{ week: Week; cut_off: string }>`
    select week, cut_off from editions where kind = 'report'
  `.execute(db)
  return new Map(rows.map(({ week, cut_off }) => [week, cut_off]))
}

export interface EditionRow {
  readonly edition_id: number
  readonly kind: EditionKind
  readonly week: Week
  readonly due_at: string
  readonly cut_off: string
  readonly made_at: string
  readonly late: number
}

/** What `editionOf` reads. */
export const editionColumns = sql.raw('edition_id, kind, week, due_at, cut_off, made_at, late')

export function editionOf(row: EditionRow): Edition {
  return {
    editionId: row.edition_id,
    kind: row.kind,
    week: row.week,
    dueAt: row.due_at,
    cutOff: row.cut_off,
    madeAt: row.made_at,
    late: row.late === 1,
  }
}

/**
 * Freezes which currencies' rates a held edition was held for want of; where it says so already, it
 * stays as it is. None, where it was held for another reason.
 */
export async function recordLackingRates(
  db: Database,
  editionId: number,
  currencies: readonly string[],
): Promise<void> {
  if (currencies.length === 0) return
  await sql`
    update editions
    set lacking_rates = ${currencies.join(' ')}
    where edition_id = ${editionId} and lacking_rates is null
  `.execute(db)
}

/** The currencies, as three letters each; empty where no rate was lacking. */
export async function readLackingRates(db: Database, editionId: number): Promise<string[]> {
  const { rows } = await sql<{ currencies: string | null }>`
    select lacking_rates as currencies from editions where edition_id = ${editionId}
  `.execute(db)
  return rows[0]?.currencies?.split(' ') ?? []
}

/**
 * What has become of each week's prompt: `made` once everyone's delivery is planned, and where the
 * week's report is: then there is nothing more to ask.
 */
export async function readPromptOutcomes(db: Database): Promise<Map<Week, EditionOutcome>> {
  const { rows } = await sql<{ week: Week; outcome: EditionOutcome }>`
    select week, min(case when kind = 'skipped-prompt' then 'skipped' else 'made' end) as outcome
    from editions
    where kind = 'skipped-prompt' or (kind in ('prompt', 'report') and planned_at is not null)
    group by week
  `.execute(db)
  return new Map(rows.map(({ week, outcome }) => [week, outcome]))
}

/** The accounts that have a snapshot of `week`, recorded by `now` (UTC, ISO 8601). */
export async function readReported(db: Database, week: Week, now: string): Promise<Set<string>> {
  const { rows } = await sql<{ accountId: string }>`
    select distinct account_id as "accountId"
    from snapshots
    where week = ${week} and recorded_at <= ${now}
  `.execute(db)
  return new Set(rows.map(({ accountId }) => accountId))
}

/** Deliveries whose recipients have no more use for them; one that is under way goes on. */
export async function skipDeliveries(
  db: Database,
  deliveryIds: readonly number[],
  { at, reason }: { readonly at: string; readonly reason: string },
): Promise<void> {
  await sql`
    update deliveries
    set state = 'skipped', settled_at = ${at}, reason = ${reason}
    where delivery_id in (select value from json_each(${JSON.stringify(deliveryIds)}))
      and state = 'planned'
  `.execute(db)
}

/**
 * Gives up the prompts about `week` and earlier ones, whose reports are due: what is answered from
 * then on is in no report. What was tried has failed, what was not is skipped. How many there were.
 */
export async function closePrompts(
  db: Database,
  { week, now }: { readonly week: Week; readonly now: string },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update deliveries
    set state = case state when 'planned' then 'skipped' else 'failed' end,
        reason = case state
          when 'planned' then 'the report of its week was due'
          else 'gave up: ' || coalesce(reason, 'the report of its week was due') end,
        settled_at = ${now}, next_attempt_at = null
    where state in ('planned', 'retry')
      and edition_id in (select edition_id from editions where kind = 'prompt' and week <= ${week})
  `.execute(db)
  return Number(numAffectedRows ?? 0n)
}
