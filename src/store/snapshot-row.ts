import { type RawBuilder, sql } from 'kysely'
import type { ReadingPoint } from '../report/history.js'
import {
  type FieldKind,
  type FieldValues,
  fieldNames,
  type Said,
  type Scored,
  type Snapshot,
  type StakeholderGroup,
  snapshotFields,
  stakeholderGroups,
  type Versioned,
} from '../report/snapshot.js'
import { type Answers, answerTo } from '../report/update/answers.js'
import type { Week } from '../report/week.js'

/** What health is worked out from, as a query with `scoredColumns` returns it. */
export interface ScoredRow {
  readonly accountId: string
  readonly week: Week
  readonly version: number
  readonly relationship: number | null
  readonly innovation: number | null
  readonly service: number | null
  readonly commercial: number | null
  readonly statedHealth: number | null
}

/**
 * A snapshot as a query with `snapshotColumns` returns it: groups are joined by `;`, yes is 1 and no
 * is 0.
 */
export type SnapshotRow = ScoredRow & {
  readonly recordedAt: string
  readonly recordedBy: string
} & {
  readonly [Name in keyof Said]: Said[Name] extends readonly string[]
    ? string | null
    : Said[Name] extends boolean | null
      ? 0 | 1 | null
      : Said[Name]
}

/** Of a table or alias `s`. */
export const scoredColumns = sql`
  s.account_id as "accountId", s.week, s.version,
  s.relationship, s.innovation, s.service, s.commercial, s.stated_health as "statedHealth"`

/** Of a table or alias `s`. */
export const snapshotColumns = sql`
  s.account_id as "accountId", s.week, s.version,
  s.recorded_at as "recordedAt", s.recorded_by as "recordedBy",
  ${sql.raw(fieldNames.map((name) => `s.${snapshotFields[name].column} as "${name}"`).join(', '))}`

export function scoredOf(row: ScoredRow): Scored {
  const { week, relationship, innovation, service, commercial, statedHealth } = row
  return { week, scores: { relationship, innovation, service, commercial }, statedHealth }
}

export function versionedOf(row: ScoredRow): Versioned {
  return { ...scoredOf(row), accountId: row.accountId, version: row.version }
}

export function snapshotOf(row: SnapshotRow): Snapshot {
  const { relationship, innovation, service, commercial, contacts, tender, ...rest } = row
  const scores = { relationship, innovation, service, commercial }
  return { ...rest, scores, contacts: groupsIn(contacts), tender: answerIn(tender) }
}

/**
 * Of a table or alias `s`: all scores of a group of rows as one JSON, in order of time, and of a
 * week in that of the versions. A row for each week would cost three times the time and memory.
 */
export const scoresByWeek = sql`
  json_group_array(json_array(s.week, s.relationship, s.innovation, s.service,
                              s.commercial, s.stated_health) order by s.week, s.version)`

/** What a query with `scoresByWeek` returns. */
export function scoredWeeks(json: string): Scored[] {
  const weeks: readonly WeekScores[] = JSON.parse(json)
  return weeks.map(scoredInWeek)
}

type WeekScores = readonly [Week, ...(readonly (number | null)[])]

function scoredInWeek([week, ...scores]: WeekScores): Scored {
  const [relationship = null, innovation = null, service = null, commercial = null] = scores
  return {
    week,
    scores: { relationship, innovation, service, commercial },
    statedHealth: scores[4] ?? null,
  }
}

/** What `snapshotOf` reads again: answers as the table keeps them, by their columns. */
export function cellsOf(answers: Answers): readonly (readonly [string, string | number | null])[] {
  return fieldNames.map((name) => {
    return [snapshotFields[name].column, cellOf(answerTo(answers, name))]
  })
}

function cellOf(answer: FieldValues[FieldKind]): string | number | null {
  if (typeof answer === 'boolean') return answer ? 1 : 0
  return answer === null || typeof answer !== 'object' ? answer : answer.join(';') || null
}

/** Yes or no, as the table keeps it. */
export function answerIn(cell: 0 | 1 | null): boolean | null {
  return cell === null ? null : cell === 1
}

/** The groups in a text of groups joined by `;`, each once and in their usual order. */
export function groupsIn(contacts: string | null): StakeholderGroup[] {
  const named = new Set<string>(contacts?.split(';'))
  return stakeholderGroups.filter((group) => named.has(group))
}

/**
 * Whether a snapshot is the one that counts for its account and week: of those recorded before the
 * cut-off, the last (docs/rules.md, "Append-only").
 */
export function counts(alias: string, { cutOff }: ReadingPoint): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${alias}.${name}`)
  return sql`
    ${column('recorded_at')} < ${cutOff}
    and not exists (
      select 1 from snapshots as newer
      where newer.week = ${column('week')}
        and newer.account_id = ${column('account_id')}
        and newer.version > ${column('version')}
        and newer.recorded_at < ${cutOff})`
}
