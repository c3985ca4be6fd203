import { type Kysely, sql } from 'kysely'

/**
 * Notice that was given, or withdrawn (`no`), with the last day where it is known, and whether the
 * customer asks others for offers. Snapshots from before say nothing of either. Who erases a person
 * may change none of it, nor drop the name of a competitor.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

const statements = [
  sql`alter table snapshots add column notice_given_on text`,
  // A last day is told with the notice that it follows from, and not before it; none with a `no`,
  // which sorts after all days.
  sql`
    alter table snapshots add column last_day text
    check (coalesce(notice_given_on <= last_day, last_day is null))`,
  sql`alter table snapshots add column tender integer check (tender in (0, 1))`,

  // Answers are few among many snapshots: the latest of an account is one step.
  sql`
    create index snapshots_with_notice on snapshots (account_id, week, version)
    where notice_given_on is not null`,
  sql`
    create index snapshots_with_tender on snapshots (account_id, week, version)
    where tender is not null`,

  sql`drop trigger snapshots_stay`,
  sql`
    create trigger snapshots_stay before update on snapshots
    when not (
      exists (select 1 from erasures where done_at is null)
      and new.week = old.week
      and new.account_id = old.account_id
      and new.version = old.version
      and new.recorded_at = old.recorded_at
      and new.relationship is old.relationship
      and new.innovation is old.innovation
      and new.service is old.service
      and new.commercial is old.commercial
      and new.stated_health is old.stated_health
      and new.pulse is old.pulse
      and new.contacts is old.contacts
      and new.decision_maker_changed_on is old.decision_maker_changed_on
      and new.decision_maker_met_on is old.decision_maker_met_on
      and new.action_due_on is old.action_due_on
      and new.action_done_on is old.action_done_on
      and new.value_category is old.value_category
      and new.notice_given_on is old.notice_given_on
      and new.last_day is old.last_day
      and new.tender is old.tender
      and (new.action is null) = (old.action is null)
      and (new.action_owner is null) = (old.action_owner is null)
      and (new.value_delivered is null) = (old.value_delivered is null)
      and (new.note is null) = (old.note is null)
      and (new.decision_maker is null) = (old.decision_maker is null)
      and (new.competitor is null) = (old.competitor is null))
    begin
      select raise(abort, 'snapshots are never changed: add a version');
    end`,
]
