import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../../config/config.js'
import { describeFault, readConfig } from '../../config/config.js'
import { formatOf } from '../../format.js'
import { headline } from '../../mail/news.js'
import { executiveDigest } from '../../report/digest/digest.js'
import {
  demoDatabase,
  demoEnv,
  demoEnvFile,
  demoLastWeek,
  demoSettings,
  importSample,
} from '../../run/demo.js'
import type { SendResult } from '../../run/send-edition.js'
import { sendEdition } from '../../run/send-edition.js'
import { readEnvFile, settingsIn } from '../env-file.js'
import type { CommonOptions } from '../session.js'
import { inWorkspace } from '../session.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { Failure, printable, UsageFault } from '../terminal.js'
import { paceOf, requireSigningKey, withTransport } from '../transport.js'
import { onHold } from './hold.js'

/** Goes the whole way on the sample portfolio. It never touches the real database. */
export async function demo(terminal: Terminal, options: CommonOptions): Promise<ExitCode> {
  const config = demoConfig(terminal, options)
  await startAfresh(terminal, config, options)
  return await inWorkspace(terminal, config, async (work) => {
    const dkim = await requireSigningKey(terminal, config)
    const week = await importSample({ ...work, dkim }, resolve(terminal.directory, demoLastWeek))
    const result = await withTransport(terminal, config, (transport) =>
      sendEdition({ ...work, dkim }, { week, transport, only: null, pace: paceOf(config) }),
    )
    if (result.kind === 'on-hold') throw new Failure(onHold(result.hold))
    if (result.kind !== 'report')
      throw new Failure(`The sample portfolio has no figures of ${week}.`)
    return demoSummary(terminal, config, result)
  })
}

/** A `.env` that lies about is not read: its people must not get mail of a made-up company. */
function demoConfig(terminal: Terminal, options: CommonOptions): Config {
  const asked = options.envFile === undefined ? {} : settingsIn(readEnvFile(terminal, options))
  const result = readConfig({ file: { ...demoSettings, ...asked }, process: terminal.env })
  if (!result.ok) throw new UsageFault(result.faults.map(describeFault))
  // No web server runs on the demo's database: its links would lead nowhere.
  const web = { ...result.config.web, url: null }
  return { ...result.config, web, databaseFile: options.database ?? demoDatabase }
}

/**
 * The demo's own database is made anew; one that was named is used as it is. Either is in demoEnv.
 */
async function startAfresh(
  { directory }: Terminal,
  { databaseFile }: Config,
  options: CommonOptions,
): Promise<void> {
  const settings = resolve(directory, demoEnv)
  await mkdir(dirname(settings), { recursive: true })
  await writeFile(settings, demoEnvFile(databaseFile))
  if (options.database !== undefined) return
  const file = resolve(directory, databaseFile)
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
    '',
  ]
  terminal.out(lines.join('\n'))
  return submitted.length === deliveries.length ? 0 : 1
}

function wayOut({ mail }: Config, week: string): string {
  if (mail.kind === 'smtp') return 'over SMTP'
  return `to the outbox, ${printable(join(mail.directory, week))}, an .eml and an .html each`
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
