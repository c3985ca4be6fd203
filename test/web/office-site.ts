import type { FastifyInstance } from 'fastify'
import { onTestFinished } from 'vitest'
import { previewOf } from '../../src/mail/outbox.js'
import { fullReportOf } from '../../src/run/full-report.js'
import { linkIssuer } from '../../src/run/links.js'
import { scheduleOf } from '../../src/run/timetable.js'
import { webApp } from '../../src/web/app.js'
import type { FullReportRequest, Web } from '../../src/web/web.js'
import { type Office, openOffice } from '../fixture/office.js'
import { webOf } from './site.js'

export const origin = 'https://report.example.com'

/** A worker that has sent a Monday’s report, and its web server on the same clock. */
export async function afterMonday(
  env: Readonly<Record<string, string>> = {},
  prepared: (office: Office) => Promise<void> = async () => {},
): Promise<{ office: Office; app: FastifyInstance; web: Web }> {
  const office = await openOffice({ WEB_URL: origin, ...env })
  await prepared(office)
  await office.beat()
  const { work, db } = office
  const { keys } = linkIssuer(work) ?? {}
  if (keys === undefined) throw new Error('no keys')
  const timetable = scheduleOf(work.config)
  const settings = {
    ...{ keys, timetable, htmlOf: previewOf, roster: work.config },
    reportOf: (request: FullReportRequest) => fullReportOf(work, request),
  }
  const site = webOf({ db, logged: [], clock: 0 }, settings)
  const web = { ...site, timeZone: work.config.timeZone, now: () => work.now() }
  const app = await webApp(web)
  onTestFinished(() => app.close())
  return { office, app, web }
}
