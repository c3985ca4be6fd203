import { randomBytes } from 'node:crypto'
import type { Config } from '../config.js'
import type { LinkKeys } from '../link/key.js'
import { keyFileOf, linkKeys } from '../link/key-file.js'
import { previewOf } from '../mail/outbox-preview.js'
import { type RunningWeb, startWeb } from '../web/server.js'
import { scheduleOf } from './timetable.js'
import type { Workspace } from './workspace.js'

/** The keys of the settings, or those beside the database (`databaseFile`, resolved). */
export function openLinkKeys({ web }: Config, databaseFile: string): Promise<LinkKeys> {
  return linkKeys(web.linkKeys, keyFileOf(databaseFile), randomBytes)
}

export interface WebRequest {
  readonly keys: LinkKeys
  /** Hears of faults, in words. */
  readonly log: (text: string) => void
}

/** Starts the web server of the settings; null where no address is set for it. */
export async function openWeb(
  { config, db, now }: Workspace,
  { keys, log }: WebRequest,
): Promise<RunningWeb | null> {
  const { web, companyName, locale, timeZone, policy } = config
  if (web.url === null) return null
  return await startWeb({
    db,
    keys,
    now,
    log,
    companyName,
    locale,
    timeZone,
    policy,
    origin: web.url,
    host: web.host,
    port: web.port,
    random: randomBytes,
    timetable: scheduleOf(config),
    htmlOf: previewOf,
  })
}
