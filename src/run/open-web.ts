import { randomBytes } from 'node:crypto'
import { formatOf } from '../format.js'
import { previewOf } from '../mail/outbox.js'
import type { RunningWeb, WebSettings } from '../web/app.js'
import { startWeb } from '../web/app.js'
import { fullReportOf } from './full-report.js'
import { linkIssuer } from './links.js'
import { expectationsOf } from './timetable.js'
import type { Workspace } from './workspace.js'

/**
 * Starts the web server of the settings; null where no address is set for it. `log` hears of
 * faults.
 */
export async function openWeb(
  work: Workspace,
  log: WebSettings['log'],
): Promise<RunningWeb | null> {
  const settings = webSettingsOf(work, log)
  const { host, port } = work.config.web
  return settings === null ? null : await startWeb({ ...settings, host, port })
}

/** What the web server answers by; null where no address is set for it. */
export function webSettingsOf(work: Workspace, log: WebSettings['log']): WebSettings | null {
  const issuer = linkIssuer(work)
  if (issuer === null) return null
  const { config, db, now } = work
  const { companyName, timeZone, policy } = config
  return {
    ...issuer,
    ...expectationsOf(config),
    db,
    now,
    log,
    companyName,
    format: formatOf(config),
    timeZone,
    policy,
    trustedProxies: config.web.trustedProxies,
    roster: config,
    random: randomBytes,
    htmlOf: previewOf,
    reportOf: (request) => fullReportOf(work, request),
  }
}
