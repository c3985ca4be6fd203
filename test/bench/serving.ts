import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import * as z from 'zod'
import { formatOf } from '../../src/format.js'
import { linkHash, linkIdOf, linkToken } from '../../src/link/token.js'
import { shiftWeek } from '../../src/report/week.js'
import { openLinkIssuer } from '../../src/run/links.js'
import { expectationsOf } from '../../src/run/timetable.js'
import { isoUtc, type LinkIssuer, type Workspace } from '../../src/run/workspace.js'
import { addLinks } from '../../src/store/links.js'
import { startWeb } from '../../src/web/app.js'
import { freePort } from '../fixture/free-port.js'
import { sendEverything } from './edition.js'
import { alone, type Finding, inTime } from './finding.js'
import { generateDatabase, lastWeek } from './generated-database.js'
import { startSink } from './mail-sink.js'
import { openWorkspace } from './workspace.js'

const seconds = 8
const perSecond = 50

/** An account manager's form, asked for by many at once, while an edition is made and submitted. */
export async function serving(directory: string): Promise<Finding[]> {
  const file = join(directory, 'serving.sqlite')
  await generateDatabase(file, { accounts: 5000, managers: 500, weeks: 14 })
  const sink = await startSink()
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const unlinked = await openWorkspace(file, { SMTP_URL: sink.url, WEB_URL: origin })
  const links = await openLinkIssuer(unlinked.config, file)
  if (links === null) throw new Error('no links')
  const work = { ...unlinked, links }
  const web = await startWeb({ ...webOf(work, links), host: '127.0.0.1', port })
  const form = await formBehind(await updateLink(work, links))
  const quiet = await load(form)
  const [busy] = await Promise.all([load(form), sendEverything(work)])
  await web.close()
  await work.db.destroy()
  await sink.close()
  return [told('with nothing else to do', quiet), told('while an edition goes to 500', busy)]
}

function webOf({ config, db, now }: Workspace, issuer: LinkIssuer) {
  const { companyName, timeZone, policy } = config
  return {
    ...issuer,
    ...expectationsOf(config),
    ...{ db, now, companyName, timeZone, policy, roster: config, random: randomBytes },
    trustedProxies: [],
    format: formatOf(config),
    // All of it comes from one address, by one link.
    limits: { perAddress: 1e9, perLink: 1e9 },
    htmlOf: async () => '',
    reportOf: async () => null,
    log: console.error,
  }
}

/** A manager's link to the form of the first account, for the week that has begun. */
async function updateLink({ db, now }: Workspace, { keys, origin }: LinkIssuer): Promise<string> {
  const week = shiftWeek(lastWeek, 1)
  const address = 'manager.0@example.com'
  const [linkId, expiresAt] = [linkIdOf('a link for the benchmark', keys), now() + 86_400_000]
  const issued = { issuedAt: isoUtc(now()), expiresAt: isoUtc(expiresAt) }
  const nothing = { accountId: null, version: null, deliveryId: null }
  await addLinks(db, [
    { linkHash: linkHash(linkId), purpose: 'update', address, week, ...nothing, ...issued },
  ])
  return `${origin}/update/${linkToken(linkId, 'update', keys)}/A00000`
}

interface Page {
  readonly url: string
  readonly cookie: string
}

/** Where a link leads, and the cookie that opens it. */
async function formBehind(link: string): Promise<Page> {
  const response = await fetch(link, { redirect: 'manual' })
  const [cookie = ''] = response.headers.getSetCookie()
  const url = new URL(response.headers.get('location') ?? '', link).href
  const page = { url, cookie: cookie.split(';')[0] ?? '' }
  const { status } = await fetch(url, { headers: { cookie: page.cookie } })
  if (status !== 200) throw new Error(`the form answers ${status}`)
  return page
}

/** autocannon in a process of its own, so that only the server's work is measured. */
async function load({ url, cookie }: Page): Promise<Load> {
  const program = createRequire(import.meta.url).resolve('autocannon/autocannon.js')
  const rate = ['-c', '10', '-R', String(perSecond), '-d', String(seconds)]
  const cannon = spawn(process.execPath, [program, '-j', ...rate, '-H', `cookie=${cookie}`, url])
  const ended = once(cannon, 'close')
  const [said] = await Promise.all([text(cannon.stdout), text(cannon.stderr), ended])
  return report.parse(JSON.parse(said))
}

const report = z.object({
  latency: z.object({ p50: z.number(), p99: z.number(), max: z.number() }),
  errors: z.number(),
  non2xx: z.number(),
})
type Load = z.output<typeof report>

function told(when: string, { latency, errors, non2xx }: Load): Finding {
  const { p50, p99, max } = latency
  const times = [p50, p99, max].map(inTime).join(', ')
  const failed = errors + non2xx
  const goal = { words: 'no errors', isMet: failed === 0 }
  const what = `the form, ${perSecond} times a second, ${when}: median, p99, longest`
  return alone(what, `${times}; ${failed} errors`, goal)
}
