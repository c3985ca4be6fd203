import { sql } from 'kysely'
import type { LinkRefusals, RefusalKind } from '../report/digest/admin.js'
import { firstDay, lastDay, type Week } from '../report/week.js'
import { accountsOn, today } from './account-versions.js'
import { ownedBy } from './accounts.js'
import { type Database, writing } from './database.js'

/** A link that was mailed to somebody. Instants are UTC, ISO 8601 with milliseconds. */
export interface Link {
  /** SHA-256 of the link's id, in hex. */
  readonly linkHash: string
  readonly purpose: 'update' | 'list' | 'view' | 'unsubscribe' | 'revert'
  /** Whose it is: the address that it was mailed to. */
  readonly address: string
  /** The week it reports on; null for one that is about a delivery. */
  readonly week: Week | null
  /** For `revert`, the account whose change it takes back. */
  readonly accountId: string | null
  /** For `revert`, the version of the week's snapshot that it takes back. */
  readonly version: number | null
  /** The delivery that carries it. */
  readonly deliveryId: number | null
  readonly issuedAt: string
  readonly expiresAt: string
}

/** A link as it stands now. */
export interface StoredLink extends Link {
  readonly revokedAt: string | null
  readonly firstUsedAt: string | null
  readonly lastUsedAt: string | null
  /** In how many browsers something was saved by it. */
  readonly devices: number
}

/** Records links before they are mailed. One that is there already stays as it is. */
export async function addLinks(db: Database, links: readonly Link[]): Promise<void> {
  await sql`
    insert into links (link_hash, purpose, address, week, account_id, version, delivery_id,
                       issued_at, expires_at)
    select value ->> 'linkHash', value ->> 'purpose', value ->> 'address', value ->> 'week',
           value ->> 'accountId', value ->> 'version', value ->> 'deliveryId', value ->> 'issuedAt',
           value ->> 'expiresAt'
    from json_each(${JSON.stringify(links)})
    where true
    on conflict (link_hash) do nothing
  `.execute(db)
}

/** The link with this hash, or null. */
export async function readLink(db: Database, linkHash: string): Promise<StoredLink | null> {
  const { rows } = await sql<StoredLink>`
    ${selection} where link_hash = ${linkHash}
  `.execute(db)
  return rows[0] ?? null
}

/** Links that have not expired at `now`, revoked ones among them, the newest first. */
export async function readOpenLinks(db: Database, now: string): Promise<StoredLink[]> {
  const { rows } = await sql<StoredLink>`
    ${selection}
    where expires_at > ${now}
    order by issued_at desc, address, purpose, link_hash
  `.execute(db)
  return rows
}

/**
 * Ends links that have not expired: those whose hash begins with `named`, or all that were mailed
 * to the address `named`. Gives back those that were ended just now.
 */
export async function revokeLinks(db: Database, named: string, now: string): Promise<StoredLink[]> {
  const { rows } = await sql<{ linkHash: string }>`
    update links
    set revoked_at = ${now}
    where revoked_at is null
      and expires_at > ${now}
      and (substr(link_hash, 1, length(${named})) = lower(${named})
           or lower(address) = lower(${named}))
    returning link_hash as "linkHash"
  `.execute(db)
  const revoked = new Set(rows.map(({ linkHash }) => linkHash))
  return (await readOpenLinks(db, now)).filter(({ linkHash }) => revoked.has(linkHash))
}

/** Where and when a link was used to change something. */
export interface LinkUse {
  readonly linkHash: string
  /** A random name that tells one browser from another. */
  readonly device: string
  readonly at: string
}

/** Notes that something was changed by a link: opening it is no use, and leaves no trace. */
export async function recordUse(db: Database, { linkHash, device, at }: LinkUse): Promise<void> {
  await sql`
    update links
    set first_used_at = coalesce(first_used_at, ${at}), last_used_at = ${at}
    where link_hash = ${linkHash}
  `.execute(db)
  await sql`
    insert into link_devices (link_hash, device, first_used_at, last_used_at)
    values (${linkHash}, ${device}, ${at}, ${at})
    on conflict (link_hash, device) do update set last_used_at = excluded.last_used_at
  `.execute(db)
}

const selection = sql.raw(`
  select link_hash as "linkHash", purpose, address, week, account_id as "accountId",
         version, delivery_id as "deliveryId", issued_at as "issuedAt", expires_at as "expiresAt",
         revoked_at as "revokedAt", first_used_at as "firstUsedAt", last_used_at as "lastUsedAt",
         (select count(*) from link_devices d where d.link_hash = links.link_hash) as devices
  from links`)

/** Somebody asked that a new link be mailed to an address. */
export interface LinkRequest {
  readonly requestId: number
  /** In lower case, as deliveries have it. */
  readonly recipient: string
  /** Beyond what one person is mailed in a day, whoever asks: no letter is due to it. */
  readonly isWithheld: boolean
}

/** Letters with a new link to one person, on one day in UTC. Anybody may ask, and it is their mailbox. */
const mostLetters = 3

/** Each request's place among those for the same person on the same day. */
const inPlace = sql`
  select request_id, recipient, asked_at, answered_at,
    row_number() over (
      partition by recipient, substr(asked_at, 1, 10) order by asked_at, request_id) as place
  from link_requests`

/**
 * Notes that a new link was asked for, where an account manager has that address and did not ask
 * since `notSince` (UTC, ISO 8601): nothing is kept of any other address.
 */
export async function addLinkRequest(
  db: Database,
  address: string,
  { at, notSince }: { readonly at: string; readonly notSince: string },
): Promise<void> {
  await sql`
    insert into link_requests (recipient, asked_at)
    select lower(${address}), ${at}
    where exists (select 1 from ${ownedBy(address)} as own)
      and not exists (
        select 1 from link_requests
        where recipient = lower(${address}) and asked_at > ${notSince})
  `.execute(db)
}

/** Requests that nobody has dealt with, in order of time. */
export async function readLinkRequests(db: Database): Promise<LinkRequest[]> {
  const { rows } = await sql<Omit<LinkRequest, 'isWithheld'> & { place: number }>`
    select request_id as "requestId", recipient, place
    from (${inPlace})
    where answered_at is null
    order by asked_at, request_id
  `.execute(db)
  return rows.map(({ place, ...request }) => ({ ...request, isWithheld: place > mostLetters }))
}

/** How many requests of a week no letter was due to. Its days are counted in UTC. */
export async function countWithheld(db: Database, week: Week): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
    from (${inPlace})
    where place > ${mostLetters}
      and substr(asked_at, 1, 10) between ${firstDay(week)} and ${lastDay(week)}
  `.execute(db)
  return rows[0]?.count ?? 0
}

/** Notes that requests were dealt with, whether a link was due to them or not. */
export async function closeLinkRequests(
  db: Database,
  requests: readonly LinkRequest[],
  at: string,
): Promise<void> {
  const ids = requests.map(({ requestId }) => requestId)
  await sql`
    update link_requests
    set answered_at = ${at}
    where request_id in (select value from json_each(${JSON.stringify(ids)}))
  `.execute(db)
}

/** Links refused on one day: counted, and nothing kept of the links. */
export interface RefusalCount {
  /** A day in UTC. */
  readonly day: string
  readonly kind: RefusalKind
  readonly count: number
}

/** Adds to what was counted before, by this server or another. */
export async function addRefusals(db: Database, counts: readonly RefusalCount[]): Promise<void> {
  await sql`
    insert into link_refusals (day, kind, count)
    select value ->> 'day', value ->> 'kind', value ->> 'count'
    from json_each(${JSON.stringify(counts)})
    where true
    on conflict (day, kind) do update set count = count + excluded.count
  `.execute(db)
}

/** Links refused in a week, or not mailed. Its days are counted in UTC. */
export async function readRefusals(db: Database, week: Week): Promise<LinkRefusals> {
  const { rows } = await sql<{ kind: RefusalKind; count: number }>`
    select kind, sum(count) as count
    from link_refusals
    where day between ${firstDay(week)} and ${lastDay(week)}
    group by kind
  `.execute(db)
  const of = (kind: RefusalKind) => rows.find((row) => row.kind === kind)?.count ?? 0
  return {
    expired: of('expired'),
    revoked: of('revoked'),
    removed: of('removed'),
    unknown: of('unknown'),
    withheld: await countWithheld(db, week),
  }
}

/** A change that came by a link which was used in more than one browser. */
export interface SharedChange {
  /** In whose name it was made: they should hear of it. */
  readonly address: string
  readonly accountId: string
  readonly week: Week
  readonly version: number
  /** UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string
  readonly linkHash: string
  readonly devices: number
}

/**
 * Changes recorded since an instant by links that were used in several browsers, the first one that
 * used each link apart: that is most likely the manager's own. Those of which they were told
 * already are left out, and of what was said of several accounts in one step, the first stands for
 * all. In order of time.
 */
export async function readSharedChanges(db: Database, since: string): Promise<SharedChange[]> {
  const { rows } = await sql<SharedChange>`
    select address, account_id as "accountId", week, version, recorded_at as "recordedAt",
           link_hash as "linkHash", devices
    from (
      select l.address, a.account_id, a.week, a.version, s.recorded_at, a.link_hash,
             (select count(*) from link_devices d where d.link_hash = a.link_hash) as devices,
             row_number() over (
               partition by a.link_hash, a.device, a.week,
                            iif(a.kind = 'unchanged', s.recorded_at, a.submission_id)
               order by a.account_id) as place
      from answers a
      join links l on l.link_hash = a.link_hash
      join snapshots s on s.week = a.week and s.account_id = a.account_id and s.version = a.version
      where s.recorded_at >= ${since}
        and a.kind <> 'reverted'
        and a.device <> (
          select d.device from link_devices d
          where d.link_hash = a.link_hash
          order by d.first_used_at, d.device
          limit 1)) as a
    where place = 1
      and not exists (
        select 1
        from editions e
        join deliveries d on d.edition_id = e.edition_id
        where e.kind = 'change' and e.week = a.week and d.occasion = ${occasion})
    order by recorded_at, account_id
  `.execute(db)
  return rows
}

/** A change that a delivery is to tell its manager of. */
export interface ToldChange extends Pick<SharedChange, 'accountId' | 'week' | 'version'> {
  readonly deliveryId: number
  readonly name: string
  readonly recordedAt: string
  /**
   * The names of all accounts that were said to be unchanged in the same step: at the same instant,
   * by the same link and browser. Empty for any other change.
   */
  readonly together: readonly string[]
}

/** What an edition's deliveries tell of, as far as their messages are still to be composed. */
export async function readChangesToTell(db: Database, editionId: number): Promise<ToldChange[]> {
  const { rows } = await sql<Omit<ToldChange, 'together'> & { readonly together: string }>`
    select d.delivery_id as "deliveryId", a.account_id as "accountId", a.week, a.version, c.name,
           s.recorded_at as "recordedAt",
           (select json_group_array(named.name order by named.name)
            from answers b
            join snapshots t on t.week = b.week and t.account_id = b.account_id
                            and t.version = b.version
            join ${accountsOn(today)} as named on named.account_id = b.account_id
            where b.week = a.week and b.kind = 'unchanged' and a.kind = 'unchanged'
              and b.link_hash = a.link_hash and b.device = a.device
              and t.recorded_at = s.recorded_at) as together
    from deliveries d
    join editions e on e.edition_id = d.edition_id
    join answers a on a.week = e.week and d.occasion = ${occasion}
    join ${accountsOn(today)} as c on c.account_id = a.account_id
    join snapshots s on s.week = a.week and s.account_id = a.account_id and s.version = a.version
    where d.edition_id = ${editionId}
      and e.kind = 'change'
      and not exists (select 1 from messages m where m.delivery_id = d.delivery_id)
  `.execute(db)
  return rows.map(({ together, ...change }) => ({ ...change, together: JSON.parse(together) }))
}

/** What tells the letter about a change from every other. */
export function occasionOf({ accountId, version }: Pick<SharedChange, 'accountId' | 'version'>) {
  return `${accountId} ${version}`
}

/** The same of an answer, in SQL. */
const occasion = sql`a.account_id || ' ' || a.version`

/** Instants are UTC, ISO 8601 with milliseconds. */
export interface SessionEnd {
  /** The browser's random name, as its cookies have it. */
  readonly device: string
  readonly at: string
  /** What was ended before is forgotten: no cookie is as old. */
  readonly forgetBefore: string
}

/** Ends all that a browser's cookies open for one person, copies of them included. */
export function endSession(db: Database, { device, at, forgetBefore }: SessionEnd): Promise<void> {
  return writing(db, async (db) => {
    await sql`delete from ended_sessions where ended_at < ${forgetBefore}`.execute(db)
    await sql`
      insert into ended_sessions (device, ended_at) values (${device}, ${at})
      on conflict (device) do nothing
    `.execute(db)
  })
}

/** Whether somebody has logged out there. */
export async function isSessionEnded(db: Database, device: string): Promise<boolean> {
  const { rows } = await sql`select 1 from ended_sessions where device = ${device}`.execute(db)
  return rows.length > 0
}
