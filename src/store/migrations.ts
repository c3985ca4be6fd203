import type { Migration } from 'kysely/migration'
import * as accountsAndSnapshots from './migrations/accounts-and-snapshots.js'
import * as attemptsTransport from './migrations/attempts-transport.js'
import * as bounces from './migrations/bounces.js'
import * as bouncesInWords from './migrations/bounces-in-words.js'
import * as ledger from './migrations/ledger.js'
import * as links from './migrations/links.js'
import * as messageIdKey from './migrations/message-id-key.js'

/**
 * Every step from an empty file to today's tables. Run in the order of their names, never changed.
 */
export const migrations: Readonly<Record<string, Migration>> = {
  '001-accounts-and-snapshots': accountsAndSnapshots,
  '002-ledger': ledger,
  '003-links': links,
  '004-bounces': bounces,
  '005-message-id-key': messageIdKey,
  '006-bounces-in-words': bouncesInWords,
  '007-attempts-transport': attemptsTransport,
}
