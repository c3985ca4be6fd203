import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type Format, formatOf } from '../../format.js'
import type { Digest, Message } from '../../mail/message.js'
import { fileName, previewOf } from '../../mail/outbox.js'
import type { PromptDigest } from '../../report/digest/prompt.js'
import type { Role } from '../../report/recipient.js'
import type { Week } from '../../report/week.js'
import { previewFullReport } from '../../run/full-report.js'
import {
  type PreviewRequest,
  previewDigests,
  previewMail,
  previewPromptMail,
  previewPrompts,
} from '../../run/preview.js'
import type { Workspace } from '../../run/workspace.js'
import { weekRange } from '../../store/snapshots.js'
import { openInBrowser } from '../open-in-browser.js'
import { withoutRate } from '../send-report.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { type ExitCode, Failure, printable, type Terminal, UsageFault } from '../terminal.js'
import { promptWeek, weekOption } from '../week-option.js'

export interface PreviewOptions extends CommonOptions {
  readonly role?: Role
  readonly recipient?: string
  readonly prompt?: true
  readonly full?: true
  readonly week?: string
  readonly out?: string
  readonly open?: true
  readonly json?: true
}

/** Shows digests: as facts, as files, in the browser, or as text on the terminal. */
export async function preview(terminal: Terminal, options: PreviewOptions): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  requireManagers(options)
  requireAccounts(options)
  const week = (options.prompt ? promptWeek : weekOption)(options.week, terminal, config)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const { out, open = false, json = false } = options
    const address = options.recipient ?? null
    const role = options.role ?? (open && address === null ? 'executive' : null)
    const exhibits = options.prompt
      ? await prompts(work, { week, address })
      : await digests(work, { week, role, address })
    const shown = options.full ? await reports(exhibits) : exhibits
    if (open) await openOne(terminal, shown, formatOf(config))
    if (json) terminal.out(`${inJson(shown, formOf(options))}\n`)
    if (out !== undefined) await write(terminal, shown, out)
    if (!open && !json && out === undefined) await show(terminal, shown)
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

function requireAccounts({ full, prompt, role }: PreviewOptions): void {
  if (!full || (!prompt && role !== 'admin')) return
  const which = prompt ? 'a prompt' : 'an admin’s digest'
  throw new UsageFault(
    `--full shows the full report of executives and account managers; ${which} has none.`,
  )
}

/** The same as the web pages that they lead to; without those who have none. */
async function reports(exhibits: readonly PreviewOutput[]): Promise<PreviewOutput[]> {
  const found = await Promise.all(
    exhibits.map(async (exhibit) => {
      const { facts } = exhibit
      const page =
        facts.role !== 'admin' && 'portfolio' in facts ? await previewFullReport(facts) : null
      return page === null ? [] : [{ ...exhibit, name: `${exhibit.name}-full`, page }]
    }),
  )
  const [first] = found.flat()
  if (first !== undefined) return found.flat()
  throw new UsageFault('Nobody here has a full report: executives and account managers have one.')
}

async function digests(work: Workspace, request: PreviewRequest): Promise<PreviewOutput[]> {
  const found = await previewDigests(work, request)
  if (found.kind === 'no-rate') throw new Failure(withoutRate(found.currencies))
  if (found.kind === 'nothing-new') throw new Failure(await nothingToShow(work, request.week))
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

/** A digest or a prompt to look at: as facts, as files, in the browser, or as text. */
interface PreviewOutput {
  readonly facts: Digest | PromptDigest
  /** What its files are called, without an extension. */
  readonly name: string
  readonly mail: () => Promise<Message & { readonly eml: Buffer }>
  /** The full report, where that is what is looked at. */
  readonly page?: string
}

/**
 * One digest as an object, or however many there are as a list. A logo's bytes are no facts to
 * read.
 */
function inJson(exhibits: readonly PreviewOutput[], form: 'object' | 'list'): string {
  const facts = exhibits.map((one) => one.facts)
  const shown = form === 'object' && facts.length === 1 ? facts[0] : facts
  return JSON.stringify(shown, (name, value) => (name === 'png' ? undefined : value), 2)
}

/** As a page of its own: a browser can't look into the message for its pictures. */
async function openOne(
  terminal: Terminal,
  exhibits: readonly PreviewOutput[],
  { count }: Format,
): Promise<void> {
  const [exhibit, ...others] = exhibits
  if (exhibit === undefined || others.length > 0) {
    throw new UsageFault(
      `--open shows one digest, and there are ${count(exhibits.length)}. Name one with --recipient ADDRESS.`,
    )
  }
  const html = exhibit.page ?? (await previewOf((await exhibit.mail()).eml))
  await openInBrowser(terminal, exhibit.name, html)
}

async function show(terminal: Terminal, exhibits: readonly PreviewOutput[]): Promise<void> {
  for (const { mail, page } of exhibits) {
    if (page !== undefined) {
      terminal.out(page)
      continue
    }
    const { subject, text } = await mail()
    terminal.out(`Subject: ${printable(subject)}\n\n${text}\n`)
  }
}

/** Each as three files in the folder `out`. */
async function write(
  terminal: Terminal,
  exhibits: readonly PreviewOutput[],
  out: string,
): Promise<void> {
  const directory = resolve(terminal.directory, out)
  await mkdir(directory, { recursive: true })
  for (const { name, mail, page } of exhibits) {
    if (page !== undefined) {
      await writeFile(join(directory, `${name}.html`), page)
      terminal.err(`${printable(join(directory, name))}.html\n`)
      continue
    }
    const { html, text, eml } = await mail()
    const path = join(directory, name)
    await writeFile(`${path}.html`, html)
    await writeFile(`${path}.txt`, text)
    await writeFile(`${path}.eml`, eml)
    terminal.err(`${printable(path)}.html, .txt and .eml\n`)
  }
}
