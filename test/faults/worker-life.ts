import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { readConfig } from '../../src/config/config.js'
import { beat } from '../../src/run/beat.js'
import { unpaced } from '../../src/run/deliver.js'
import { checkMark } from '../../src/run/ledger-mark.js'
import { openTransport } from '../../src/run/transport.js'
import type { Observer, Workspace } from '../../src/run/workspace.js'
import { isoUtc } from '../../src/run/workspace.js'
import { openDatabase } from '../../src/store/database.js'
import { recordInstalled } from '../../src/store/installation.js'
import { fill } from './filled-database.js'
import type { Fate, PostOffice } from './post-office.js'
import { openPostOffice } from './post-office.js'

/** A worker whose every beat the test gives, with a real database and a real connection. */
export interface WorkerLife {
  readonly office: PostOffice
  /** One beat, with the clock at this instant. */
  readonly beatAt: (now: number) => Promise<void>
  readonly rows: <Row>(sql: string) => Row[]
  readonly end: () => Promise<void>
}

interface Circumstances {
  readonly settings: Readonly<Record<string, string>>
  readonly installedAt: number
  readonly fateOf?: (recipient: string) => Fate | null
  readonly observer?: Observer
  /** Imported long before anything is due. */
  readonly snapshots?: string
}

export async function beginLife(circumstances: Circumstances): Promise<WorkerLife> {
  const directory = await mkdtemp(join(tmpdir(), 'mmr-life-'))
  const file = join(directory, 'mmr.sqlite')
  const { installedAt, fateOf, observer, snapshots } = circumstances
  const office = await openPostOffice(fateOf)
  const settings = { ...circumstances.settings, SMTP_URL: office.url }
  const reading = readConfig({ file: settings, process: {} })
  if (!reading.ok) throw new Error(JSON.stringify(reading.faults))
  const { config } = reading
  const opened = openTransport(config, { directory, now: Date.now })
  if (opened.kind === 'fault') throw new Error(opened.fault)
  const { transport } = opened
  const db = await openDatabase(file)
  await fill(db, directory, snapshots)
  let now = installedAt
  const common = { config, db, now: () => now, chance: () => 0.5, owner: 'worker' }
  const work: Workspace = observer === undefined ? common : { ...common, observer }
  await checkMark(work)
  await recordInstalled(db, isoUtc(now))
  return {
    office,
    beatAt: async (instant) => {
      now = instant
      const { kind } = await beat(work, { transport, pace: unpaced, installedAt, mayDeliver: true })
      if (kind === 'on-hold') throw new Error('on hold')
    },
    rows: (sql) => rowsOf(file, sql),
    end: async () => {
      await transport.close()
      await db.destroy()
      await office.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

function rowsOf<Row>(file: string, sql: string): Row[] {
  const db = new Sqlite(file, { readonly: true })
  try {
    return db.prepare<[], Row>(sql).all()
  } finally {
    db.close()
  }
}
