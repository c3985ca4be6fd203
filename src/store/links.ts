import { sql } from 'kysely'
import type { Week } from '../report/week.js'
import type { Database } from './database.js'

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
