import { randomBytes } from 'node:crypto'
import { formatOf } from '../../format.js'
import { previewOf } from '../../mail/outbox/outbox-preview.js'
import { type RunningWeb, startWeb, type WebOptions } from '../../web/server.js'
import { expectationsOf } from '../timetable.js'
import type { Workspace } from '../workspace.js'
import { linkIssuer } from './link-issuer.js'

/**
 * Starts the web server of the settings; null where no address is set for it. `log` hears of
 * faults.
 */
export async function openWeb(work: Workspace, log: WebOptions['log']): Promise<RunningWeb | null> {
  const issuer = linkIssuer(work)
  if (issuer === null) return null
  const { config, db, now } = work
  const { web, companyName, timeZone, policy } = config
  return await startWeb({
    ...issuer,
    ...expectationsOf(config),
    db,
    now,
    log,
    companyName,
    format: formatOf(config),
    timeZone,
    policy,
    host: web.host,
    port: web.port,
    trustedProxies: web.trustedProxies,
    random: randomBytes,
    htmlOf: previewOf,
  })
}
