import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { DatabaseFault } from './database-fault.js'
import * as accountsAndSnapshots from './migrations/accounts-and-snapshots.js'
import * as attemptsTransport from './migrations/attempts-transport.js'
import * as begunNumber from './migrations/begun-number.js'
import * as bounces from './migrations/bounces.js'
import * as bouncesInWords from './migrations/bounces-in-words.js'
import * as contractHistory from './migrations/contract-history.js'
import * as endedAccess from './migrations/ended-access.js'
import * as erasures from './migrations/erasures.js'
import * as importLedger from './migrations/import-ledger.js'
import * as keptForATime from './migrations/kept-for-a-time.js'
import * as ledger from './migrations/ledger.js'
import * as links from './migrations/links.js'
import * as messageIdKey from './migrations/message-id-key.js'
import * as snapshotCompetitor from './migrations/snapshot-competitor.js'
import * as snapshotNotice from './migrations/snapshot-notice.js'
import * as snapshotsWithValue from './migrations/snapshots-with-value.js'

/**
 * Every step from an empty file to today's tables. Run in the order of their names, never changed:
 * what has to be different is a step of its own, at the end. A test holds the SQL of each.
 */
export const migrations = {
  '001-accounts-and-snapshots': accountsAndSnapshots,
  '002-ledger': ledger,
  '003-links': links,
  '004-bounces': bounces,
  '005-message-id-key': messageIdKey,
  '006-bounces-in-words': bouncesInWords,
  '007-attempts-transport': attemptsTransport,
  '008-begun-number': begunNumber,
  '009-kept-for-a-time': keptForATime,
  '010-erasures': erasures,
  '011-ended-access': endedAccess,
  '012-snapshot-competitor': snapshotCompetitor,
  '013-snapshot-notice': snapshotNotice,
  '014-contract-history': contractHistory,
  '015-snapshots-with-value': snapshotsWithValue,
  '016-import-ledger': importLedger,
} as const satisfies Readonly<Record<string, Migration>>

/**
 * The fingerprint of the tables after each step, by which a file that this program made is told
 * from any other. The test of the migrations prints the one of a new step.
 */
export const schemaAfter: Readonly<Record<keyof typeof migrations, string>> = {
  '001-accounts-and-snapshots': '15d5a1734f2087c2',
  '002-ledger': 'cde30c3f3158c632',
  '003-links': '1f6a8182c49495c2',
  '004-bounces': '7bde473a4274acfc',
  '005-message-id-key': 'eb1fbeade1787236',
  '006-bounces-in-words': '2ce94a1993778034',
  '007-attempts-transport': 'b9d0b48248d692a8',
  '008-begun-number': '89879282f9d3474b',
  '009-kept-for-a-time': '18e6c3a60580c0a6',
  '010-erasures': '1db01bc7364cbcc4',
  '011-ended-access': '0647e2a7ee1b5b8b',
  '012-snapshot-competitor': 'a31af133049e57f4',
  '013-snapshot-notice': '366b09429040314f',
  '014-contract-history': 'b2d92453cb45c809',
  '015-snapshots-with-value': '9b611fe3303c5c09',
  '016-import-ledger': '7912e89a9a349245',
}

/**
 * Brings the tables up to date: one program migrates, and others that open the file wait for it.
 * False where another one has done so meanwhile.
 *
 * @throws DatabaseFault where a step fails: then none is kept.
 */
export async function migrate(db: Kysely<never>, file: string): Promise<boolean> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error instanceof DatabaseFault) throw error
  if (error !== undefined) throw failed(file, error)
  return results.length > 0
}

function failed(file: string, cause: unknown): DatabaseFault {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new DatabaseFault(
    'migration',
    `The tables of the database ${file} could not be brought up to date: ${reason}. ` +
      'Nothing was changed. Go on with the version that made it, and report this.',
    { cause },
  )
}
