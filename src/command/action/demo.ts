import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../config/config.js'
import { describeFault, readConfig } from '../../config/config.js'
import { formatOf } from '../../format.js'
import { headline } from '../../mail/news.js'
import { executiveDigest } from '../../report/digest/digest.js'
import { shiftWeek, type Week } from '../../report/week.js'
import {
  type DemoPage,
  demoDatabase,
  demoEnv,
  demoEnvFile,
  demoLastWeek,
  demoPages,
  demoSettings,
  importSample,
} from '../../run/demo.js'
import type { SendResult } from '../../run/send-edition.js'
import { sendEdition } from '../../run/send-edition.js'
import type { Stop, Workspace } from '../../run/workspace.js'
import { readEnvFile, settingsIn } from '../env-file.js'
import type { CommonOptions } from '../session.js'
import { inWorkspace, untilStopped } from '../session.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { Failure, printable, UsageFault } from '../terminal.js'
import { paceOf, requireLinkIssuer, requireSigningKey, withTransport } from '../transport.js'
import { aborted, usablePort, withWeb } from '../web-server.js'
import { onHold } from './hold.js'

export interface DemoOptions extends CommonOptions {
  readonly serve?: true
}

/**
 * Goes the whole way on the sample portfolio. It never touches the real database. With `--serve`,
 * the mails' links lead to pages on this machine, which are there until it is asked to stop.
 */
export async function demo(terminal: Terminal, options: DemoOptions): Promise<ExitCode> {
  const { serve = false } = options
  const config = demoConfig(terminal, options)
  if (!serve) return await liveThrough(terminal, config, options)
  return await liveThrough(terminal, await servedHere(config), options)
}

/** Makes all of it anew, and serves the pages where the settings name a place for them. */
async function liveThrough(
  terminal: Terminal,
  config: Config,
  options: DemoOptions,
): Promise<ExitCode> {
  await startAfresh(terminal, config, options)
  return await inWorkspace(terminal, config, async (workspace) => {
    const dkim = await requireSigningKey(terminal, config)
    const links = await requireLinkIssuer(terminal, config)
    const work = { ...workspace, dkim, links }
    if (config.web.url === null) return (await sendSample(terminal, work)).code
    return await untilStopped((stop) => serveSample(terminal, { ...work, stop }))
  })
}

/** Pages that answer on this machine alone, at a port that is free. */
async function servedHere(config: Config): Promise<Config> {
  const host = '127.0.0.1'
  const port = await usablePort(host, config.web.port)
  return { ...config, web: { ...config.web, url: `http://${host}:${port}`, host, port } }
}

/** The pages are there before the first mail is: what leads to them works at once. */
async function serveSample(
  terminal: Terminal,
  work: Workspace & { readonly stop: Stop },
): Promise<ExitCode> {
  const log = (text: string) => terminal.err(`${text.split('\n').map(printable).join('\n    ')}\n`)
  return await withWeb(work, log, async () => {
    const { report, code } = await sendSample(terminal, work)
    terminal.out(pagesSummary(work, report.facts.week, await demoPages(work, report)))
    await aborted(work.stop.claiming)
    return code
  })
}

/** Makes and submits both editions, and says what became of them. */
async function sendSample(
  terminal: Terminal,
  work: Workspace,
): Promise<{ readonly report: Report; readonly code: ExitCode }> {
  const { config } = work
  const week = await importSample(work, resolve(terminal.directory, demoLastWeek))
  const report = await withTransport(terminal, config, (transport) =>
    sendEdition(work, { week, transport, only: null, pace: paceOf(config) }),
  )
  if (report.kind === 'on-hold') throw new Failure(onHold(report.hold))
  if (report.kind !== 'report') {
    throw new Failure(`The sample portfolio has no figures of ${week}.`)
  }
  return { report, code: demoSummary(terminal, config, report) }
}

/** A `.env` that lies about is not read: its people must not get mail of a made-up company. */
function demoConfig(terminal: Terminal, options: CommonOptions): Config {
  const asked = options.envFile === undefined ? {} : settingsIn(readEnvFile(terminal, options))
  const result = readConfig({ file: { ...demoSettings, ...asked }, process: terminal.env })
  if (!result.ok) throw new UsageFault(result.faults.map(describeFault))
  // Unless they are asked for, no pages are served: the mails' links would lead nowhere.
  const web = { ...result.config.web, url: null }
  return { ...result.config, web, databaseFile: options.database ?? demoDatabase }
}

/**
 * The demo's own database is made anew; one that was named is used as it is. Either is in demoEnv.
 */
async function startAfresh(
  { directory }: Terminal,
  config: Config,
  options: CommonOptions,
): Promise<void> {
  const settings = resolve(directory, demoEnv)
  await mkdir(dirname(settings), { recursive: true })
  await writeFile(settings, demoEnvFile(config))
  if (options.database !== undefined) return
  const file = resolve(directory, config.databaseFile)
  for (const suffix of ['', '-wal', '-shm', '.mark', '.heartbeat'])
    await rm(`${file}${suffix}`, { force: true })
}

type Report = Extract<SendResult, { readonly facts: unknown }>

/** What the demo did, in words, and what to try next. */
function demoSummary(terminal: Terminal, config: Config, report: Report): ExitCode {
  const { facts, deliveries, run } = report
  const { week, presentation } = facts
  const format = formatOf(presentation)
  const digest = executiveDigest(facts, null, null)
  const submitted = deliveries.filter(({ state }) => state === 'submitted')
  const lines = [
    `The Monday Morning Report of ${printable(config.companyName)}`,
    `Week ${week}, ${format.week(week)}, against ${facts.previousWeek}.`,
    '',
    headline(digest, format),
    '',
    `${format.count(submitted.length)} of ${format.counted(deliveries.length, 'message')} submitted ${wayOut(config, week)}:`,
    ...deliveries.map(({ state, role, name, address, subject, reason }) =>
      state === 'submitted'
        ? `  ${role.padEnd(16)} ${printable(name).padEnd(18)} ${printable(subject ?? '')}`
        : `  ${role.padEnd(16)} ${printable(name).padEnd(18)} ${state}: <${address}>${reason === null ? '' : ` ${printable(reason)}`}`,
    ),
    `The edition before, which it is compared with, is in ${demoLastWeek}.`,
    ...(run.kind === 'paused' ? ['', `The run stopped: ${printable(run.reason)}`] : []),
    '',
    ...nextSteps(config, terminal),
    ...(config.web.url === null ? ['', offer] : []),
    '',
  ]
  terminal.out(lines.join('\n'))
  return submitted.length === deliveries.length ? 0 : 1
}

function wayOut({ mail }: Config, week: string): string {
  if (mail.kind === 'smtp') return 'over SMTP'
  return `to the outbox, ${printable(join(mail.directory, week))}, an .eml and an .html each`
}

const offer =
  'To answer as an account manager does, in your browser on this machine: npx mmr demo --serve'

/** Where to answer, and where the answer is seen. */
function pagesSummary({ config }: Workspace, week: Week, pages: readonly DemoPage[]): string {
  const running = shiftWeek(week, 1)
  const lines = [
    '',
    `Pages are served on this machine, ${config.web.url}, and the links in the mails lead there.`,
    `Answer about ${running}, the week that runs, as`,
    ...pages.map(({ name, url }) => `  ${printable(name).padEnd(18)} ${url}`),
    'and see in another terminal what the report makes of it:',
    `  npx mmr preview --role executive --week ${running} --open --env-file ${demoEnv}`,
    '',
    'Ctrl-C ends it. The links work again with:',
    `  npx mmr serve --env-file ${demoEnv}`,
    '',
  ]
  return lines.join('\n')
}

function nextSteps({ mail }: Config, { directory }: Terminal): string[] {
  const demo = `--env-file ${demoEnv}`
  return [
    'What to try next:',
    ...(mail.kind === 'outbox'
      ? ['  open an .html of the outbox in a browser, or an .eml in a mail client']
      : []),
    `  npx mmr explain "Quillmark Insurance Group" ${demo}`,
    `  npx mmr preview --role executive --json ${demo}`,
    `  cp ${example(directory)} .env, name your people in it, and: npx mmr check`,
  ]
}

/** Where the settings are explained: in this folder, or in that of the package that was installed. */
function example(directory: string): string {
  return relative(directory, fileURLToPath(new URL('../../../.env.example', import.meta.url)))
}
