import { mailAddress, readMailbox } from '../../address.js'
import type { Config } from '../../config/config.js'
import { describeFault, faultOf } from '../../config/fault.js'
import type { Role } from '../../report/recipient.js'
import type { Week } from '../../report/week.js'
import type { Sendable } from '../../run/preview.js'
import type { Tested } from '../../run/test-mail.js'
import { sendTest } from '../../run/test-mail.js'
import { withoutRate } from '../send-report.js'
import { inExistingWorkspace, untilStopped } from '../session.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { Failure, printable, UsageFault } from '../terminal.js'
import { outboxNotice, requireSigningKey, withTransport } from '../transport.js'
import { promptWeek, weekOption } from '../week-option.js'
import { nothingToShow } from './preview.js'

export interface TestOptions {
  readonly test?: string
  readonly role?: Role | 'prompt'
  readonly as?: string
  readonly prompt?: true
  readonly week?: string
}

/** What a test is of, as the options name it. */
interface Named {
  readonly kind: Sendable
  readonly role: Role | null
  readonly as: string | null
}

/**
 * Submits a mail as somebody gets it to any address, marked as a test; 1 where the server does not
 * take it. A hold doesn't keep it back: nobody gets a report by it.
 */
export async function sendTestMail(
  terminal: Terminal,
  config: Config,
  options: TestOptions,
): Promise<ExitCode> {
  const address = addressOf(options)
  const named = namedBy(options)
  const week = (named.kind === 'prompt' ? promptWeek : weekOption)(options.week, terminal, config)
  const dkim = await requireSigningKey(terminal, config)
  return await inExistingWorkspace(terminal, config, async (workspace) => {
    const tested = await withTransport(terminal, config, (transport) =>
      untilStopped((stop) =>
        sendTest({ ...workspace, dkim, stop }, { ...named, week, address, transport }),
      ),
    )
    if (tested.kind === 'nothing-new') throw new Failure(await nothingToShow(workspace, week))
    if (tested.kind === 'no-rate') throw new Failure(withoutRate(tested.currencies))
    if (tested.kind !== 'tested') throw refused(tested, named, week)
    return told(terminal, tested, { address, week, outbox: outboxNotice(terminal, config) })
  })
}

function addressOf({ test }: TestOptions): string {
  if (test === undefined) {
    throw new UsageFault('--role and --as say what a test is of: name its address with --test.')
  }
  const reading = readMailbox(test)
  if (reading.kind === 'mailbox') return mailAddress(reading.mailbox.address)
  throw new UsageFault(describeFault(faultOf('--test', { ...reading.fault, given: test })))
}

/** Account managers alone are asked. */
function namedBy({ role, as, prompt }: TestOptions): Named {
  const recipient = as ?? null
  if (role !== 'prompt' && !prompt) return { kind: 'report', role: role ?? null, as: recipient }
  if (role === 'executive' || role === 'admin') {
    throw new UsageFault(`A prompt is what account managers are asked, and no mail to ${role}s.`)
  }
  return { kind: 'prompt', role: null, as: recipient }
}

function refused(
  tested: Extract<Tested, { kind: 'no-reader' | 'several-roles' }>,
  { kind, role, as }: Named,
  week: Week,
): UsageFault {
  if (tested.kind === 'several-roles') {
    const roles = tested.roles.map((one) => `--role ${one}`).join(' or ')
    return new UsageFault(`${as} gets a mail in several roles. Say which: ${roles}.`)
  }
  if (kind === 'prompt') {
    const who = as === null ? 'Nobody' : `Nobody with the address ${as}`
    return new UsageFault(`${who} has anything to report on in ${week}, so nobody is asked.`)
  }
  const who = as === null ? '' : ` with the address ${as}`
  const what = role === null ? 'a report' : `a report as ${role}`
  return new UsageFault(`Nobody${who} gets ${what} of ${week}. mmr send --dry-run lists who does.`)
}

function told(
  terminal: Terminal,
  { reader, subject, outcome }: Extract<Tested, { kind: 'tested' }>,
  {
    address,
    week,
    outbox,
  }: { readonly address: string; readonly week: Week; readonly outbox: string },
): ExitCode {
  const { name, role } = reader
  const of = reader.address === '' ? `any ${role}` : `${name || reader.address}, ${role},`
  const what = `a test to ${printable(address)}: what ${printable(of)} gets of ${week}.\n  ${printable(subject)}\n`
  if (outcome.kind === 'submitted') {
    terminal.out(
      `Submitted ${what}  ${printable(outcome.response)}\nNothing of it is in the ledger.\n${outbox}`,
    )
    return 0
  }
  const doubt =
    outcome.kind === 'uncertain' ? 'Nobody knows whether the server took' : 'Not submitted:'
  terminal.err(`${doubt} ${what}  ${printable(outcome.reason)}\n`)
  return 1
}
