import { formatOf } from '../../format.js'
import type { Digest } from '../../mail/message.js'
import { fileName } from '../../mail/outbox.js'
import type { Role } from '../../report/recipient.js'
import type { Week } from '../../report/week.js'
import {
  type PreviewRequest,
  previewDigests,
  previewMail,
  previewPromptMail,
  previewPrompts,
} from '../../run/preview.js'
import type { Workspace } from '../../run/workspace.js'
import { weekRange } from '../../store/snapshots.js'
import { inJson, openOne, type PreviewOutput, show, write } from '../exhibit.js'
import { withoutRate } from '../send-report.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { type ExitCode, Failure, type Terminal, UsageFault } from '../terminal.js'
import { promptWeek, weekOption } from '../week-option.js'

export interface PreviewOptions extends CommonOptions {
  readonly role?: Role
  readonly recipient?: string
  readonly prompt?: true
  readonly week?: string
  readonly out?: string
  readonly open?: true
  readonly json?: true
}

/** Shows digests: as facts, as files, in the browser, or as text on the terminal. */
export async function preview(terminal: Terminal, options: PreviewOptions): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  requireManagers(options)
  const week = (options.prompt ? promptWeek : weekOption)(options.week, terminal, config)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const { out, open = false, json = false } = options
    const address = options.recipient ?? null
    const role = options.role ?? (open && address === null ? 'executive' : null)
    const exhibits = options.prompt
      ? await prompts(work, { week, address })
      : await digests(work, { week, role, address })
    if (open) await openOne(terminal, exhibits, formatOf(config))
    if (json) terminal.out(`${inJson(exhibits, formOf(options))}\n`)
    if (out !== undefined) await write(terminal, exhibits, out)
    if (!open && !json && out === undefined) await show(terminal, exhibits)
    return 0
  })
}

/** However many managers there happen to be, a program that asks for all of them gets a list. */
function formOf({ recipient, prompt, role }: PreviewOptions): 'object' | 'list' {
  const isOne =
    recipient !== undefined || (!prompt && role !== undefined && role !== 'account-manager')
  return isOne ? 'object' : 'list'
}

function requireManagers({ prompt, role = 'account-manager' }: PreviewOptions): void {
  if (!prompt || role === 'account-manager') return
  throw new UsageFault(`--prompt shows what account managers are asked, and no mail to ${role}s.`)
}

async function digests(work: Workspace, request: PreviewRequest): Promise<PreviewOutput[]> {
  const found = await previewDigests(work, request)
  if (found.kind === 'no-rate') throw new Failure(withoutRate(found.currencies))
  if (found.kind === 'no-snapshots') throw new Failure(await nothingToShow(work, request.week))
  if (found.digests.length > 0) {
    return found.digests.map((facts) => ({
      facts,
      name: nameOf(facts),
      mail: () => previewMail(work, facts),
    }))
  }
  const { role, address, week } = request
  throw new UsageFault(
    `Nobody ${address === null ? '' : `with the address ${address} `}gets ` +
      `${role === null ? 'a digest' : `a digest as ${role}`} of ${week}. mmr send --dry-run lists who does.`,
  )
}

/**
 * Nothing is held by looking; whoever has imported an older export wants to know which week to
 * name.
 */
export async function nothingToShow({ db }: Workspace, week: Week): Promise<string> {
  const range = await weekRange(db)
  const cure =
    range === null
      ? 'Import some with mmr import snapshots FILE.'
      : `The last ones are of ${range.last}: import the week's, or look at mmr preview --week ${range.last}.`
  return `There is no snapshot of ${week}, so there is nothing to show. ${cure}`
}

async function prompts(
  work: Workspace,
  request: { readonly week: Week; readonly address: string | null },
): Promise<PreviewOutput[]> {
  const found = await previewPrompts(work, request)
  if (found.kind === 'no-rate') throw new Failure(withoutRate(found.currencies))
  const { week, address } = request
  if (found.prompts.length === 0) {
    const who = address === null ? 'Nobody' : `Nobody with the address ${address}`
    throw new UsageFault(`${who} has anything to report on in ${week}, so nobody is asked.`)
  }
  return found.prompts.map((facts) => ({
    facts,
    name: fileName('prompt', facts.recipient.address),
    mail: () => previewPromptMail(work, facts),
  }))
}

function nameOf({ role, recipient }: Digest): string {
  return recipient === null ? role : fileName(role, recipient.address)
}
