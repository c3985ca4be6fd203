import { sql } from 'kysely'
import {
  type Pulse,
  type Scored,
  type Snapshot,
  type StakeholderGroup,
  stakeholderGroups,
  type ValueCategory,
  type Versioned,
} from '../report/snapshot.js'
import type { Day, Week } from '../report/week.js'

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

/** A snapshot as a query with `snapshotColumns` returns it. */
export interface SnapshotRow extends ScoredRow {
  readonly recordedAt: string
  readonly recordedBy: string
  readonly pulse: Pulse | null
  readonly note: string | null
  readonly contacts: string | null
  readonly decisionMaker: string | null
  readonly decisionMakerChangedOn: Day | null
  readonly decisionMakerMetOn: Day | null
  readonly action: string | null
  readonly actionOwner: string | null
  readonly actionDueOn: Day | null
  readonly actionDoneOn: Day | null
  readonly valueCategory: ValueCategory | null
  readonly valueDelivered: string | null
}

/** Of a table or alias `s`. */
export const scoredColumns = sql`
  s.account_id as "accountId", s.week, s.version,
  s.relationship, s.innovation, s.service, s.commercial, s.stated_health as "statedHealth"`

/** Of a table or alias `s`. */
export const snapshotColumns = sql`${scoredColumns},
  s.recorded_at as "recordedAt", s.recorded_by as "recordedBy",
  s.pulse, s.note, s.contacts,
  s.decision_maker            as "decisionMaker",
  s.decision_maker_changed_on as "decisionMakerChangedOn",
  s.decision_maker_met_on     as "decisionMakerMetOn",
  s.action,
  s.action_owner              as "actionOwner",
  s.action_due_on             as "actionDueOn",
  s.action_done_on            as "actionDoneOn",
  s.value_category            as "valueCategory",
  s.value_delivered           as "valueDelivered"`

export function scoredOf(row: ScoredRow): Scored {
  const { week, relationship, innovation, service, commercial, statedHealth } = row
  return { week, scores: { relationship, innovation, service, commercial }, statedHealth }
}

export function versionedOf(row: ScoredRow): Versioned {
  return { ...scoredOf(row), accountId: row.accountId, version: row.version }
}

export function snapshotOf(row: SnapshotRow): Snapshot {
  const { relationship, innovation, service, commercial, contacts, ...rest } = row
  const scores = { relationship, innovation, service, commercial }
  return { ...rest, scores, contacts: groupsIn(contacts) }
}

/** The groups in a text of groups joined by `;`, each once and in their usual order. */
export function groupsIn(contacts: string | null): StakeholderGroup[] {
  const named = new Set<string>(contacts?.split(';'))
  return stakeholderGroups.filter((group) => named.has(group))
}
