import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type PersonalColumns, personal } from '../../src/store/personal.js'
import { scratchDatabase } from './scratch.js'

/**
 * Texts that name nobody: times, weeks, kinds and states, hashes, names of accounts and of processes.
 * The facts of editions are looked at for themselves.
 */
const ofNobody: Readonly<Record<string, string>> = {
  account_lists: 'account_ids hash',
  account_versions:
    'account_id as_of currency ended_on name recorded_at region renewal_date segment started_on',
  accounts: 'account_id recorded_at',
  answers: 'account_id device fingerprint kind link_hash submission_id week',
  attempts: 'begun_at ended_at outcome owner started_at transport',
  bounce_mailbox: 'failing_since read_at',
  bounces: 'action kind received_at recorded_at report_id status',
  deliveries: 'due_at lease_until next_attempt_at occasion owner region role settled_at state',
  editions:
    'closed_at currency cut_off due_at facts heartbeat_at kind lacking_rates made_at planned_at slot week',
  ended_sessions: 'device ended_at',
  erasures: 'asked_at done_at',
  import_repeats: 'period',
  imports: 'as_of columns kind origin recorded_at undone_at',
  installation: 'doubt_until hold_doubt hold_since identity installed_at prompts_since',
  link_devices: 'device first_used_at last_used_at link_hash',
  link_refusals: 'day kind',
  link_requests: 'answered_at asked_at',
  links:
    'account_id expires_at first_used_at issued_at last_used_at link_hash purpose revoked_at week',
  messages: 'composed_at message_id',
  pictures: 'hash',
  replies: 'kind received_at recorded_at report_id',
  resends: 'due_at ordered_at state',
  said_columns: 'name',
  snapshots:
    'account_id action_done_on action_due_on contacts decision_maker_changed_on decision_maker_met_on last_day notice_given_on pulse recorded_at value_category week',
  told_contracts: 'account_id currency kind last_day rate region started_on',
  undone_account_versions:
    'account_id as_of currency ended_on name recorded_at region renewal_date segment started_on',
  undone_snapshots:
    'account_id action_done_on action_due_on contacts decision_maker_changed_on decision_maker_met_on last_day notice_given_on pulse recorded_at value_category week',
  unlisted_accounts: 'account_id as_of',
  unsubscribes: 'asked_at lifted_at link_hash role',
}

describe('every column that could name a person', () => {
  it('is looked at when somebody is exported or erased, or is known to name nobody', async () => {
    const db = await scratchDatabase()
    const { rows } = await sql<{ name: string }>`
      select t.name || '.' || c.name as name
      from sqlite_schema t, pragma_table_info(t.name) c
      where t.type = 'table' and lower(c.type) = 'text' and t.name not like 'kysely%'
      order by 1
    `.execute(db)
    const looked = Object.entries<PersonalColumns>(personal).flatMap(([table, columns]) =>
      [...columns.addresses, ...columns.names, ...columns.words].map((name) => `${table}.${name}`),
    )
    const found = rows.map(({ name }) => name)
    expect(found.filter((name) => !looked.includes(name))).toEqual(
      Object.entries(ofNobody).flatMap(([table, names]) =>
        names.split(' ').map((name) => `${table}.${name}`),
      ),
    )
    expect(looked.filter((name) => !found.includes(name))).toEqual([])
  })
})
