import { type Kysely, sql } from 'kysely'

/**
 * Who was made a pseudonym, at their wish: nothing tells who it was. While one is open, and that is
 * never longer than its own transaction, words in snapshots may change. What a figure is made of
 * may not even then, and no snapshot can be deleted at all.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const statement of statements) await statement.execute(db)
}

const statements = [
  sql`
    create table erasures (
      erasure_id integer primary key,
      asked_at   text not null,
      asked_by   text not null,
      done_at    text
    ) strict`,
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
      and (new.action is null) = (old.action is null)
      and (new.action_owner is null) = (old.action_owner is null)
      and (new.value_delivered is null) = (old.value_delivered is null)
      and (new.note is null) = (old.note is null)
      and (new.decision_maker is null) = (old.decision_maker is null))
    begin
      select raise(abort, 'snapshots are never changed: add a version');
    end`,
]
