import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Config } from '../config/config.js'
import { formatOf } from '../format.js'
import { headline } from '../mail/headline.js'
import { executiveDigest } from '../report/digest/digest.js'
import { demoEnv, demoLastWeek } from '../run/demo.js'
import type { SendResult } from '../run/send-edition.js'
import { printable } from './printable.js'
import type { ExitCode, Terminal } from './terminal.js'

type Report = Extract<SendResult, { readonly facts: unknown }>

/** What the demo did, in words, and what to try next. */
export function demoSummary(terminal: Terminal, config: Config, report: Report): ExitCode {
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
  return relative(directory, fileURLToPath(new URL('../../.env.example', import.meta.url)))
}
