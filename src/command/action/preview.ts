import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Digest } from '../../mail/digest.js'
import { fileName } from '../../mail/outbox-name.js'
import { previewOf } from '../../mail/outbox-preview.js'
import type { Role } from '../../report/recipient.js'
import type { Week } from '../../report/week.js'
import { type PreviewRequest, previewDigests, previewMail } from '../../run/preview.js'
import type { Workspace } from '../../run/workspace.js'
import { weekRange } from '../../store/snapshots.js'
import { withoutRate } from '../send-report.js'
import { type CommonOptions, inWorkspace, settings } from '../session.js'
import { type ExitCode, Failure, type Terminal, UsageFault } from '../terminal.js'
import { weekOption } from '../week-option.js'

export interface PreviewOptions extends CommonOptions {
  readonly role?: Role
  readonly recipient?: string
  readonly week?: string
  readonly out?: string
  readonly open?: true
  readonly json?: true
}

/** Shows digests: as facts, as files, in the browser, or as text on the terminal. */
export async function preview(terminal: Terminal, options: PreviewOptions): Promise<ExitCode> {
  const config = settings(terminal, options)
  return await inWorkspace(terminal, config, async (work) => {
    const { out, open = false, json = false } = options
    const digests = await wanted(work, {
      week: weekOption(options.week, terminal, config),
      role: options.role ?? (open && options.recipient === undefined ? 'executive' : null),
      address: options.recipient ?? null,
    })
    if (open) await openOne(terminal, work, digests)
    if (json) terminal.out(`${inJson(digests)}\n`)
    if (out !== undefined) await write(terminal, work, { digests, out })
    if (!open && !json && out === undefined) await show(terminal, work, digests)
    return 0
  })
}

async function wanted(work: Workspace, request: PreviewRequest): Promise<Digest[]> {
  const found = await previewDigests(work, request)
  if (found.kind === 'no-rate') throw new Failure(withoutRate(found.currencies))
  if (found.kind === 'no-snapshots') throw new Failure(await nothingToShow(work, request.week))
  if (found.digests.length > 0) return found.digests
  const { role, address, week } = request
  throw new UsageFault(
    `Nobody ${address === null ? '' : `with the address ${address} `}gets ` +
      `${role === null ? 'a digest' : `a digest as ${role}`} of ${week}. mmr send --dry-run lists who does.`,
  )
}

/** Nothing is held by looking; whoever has imported an older export wants to know which week to name. */
async function nothingToShow({ db }: Workspace, week: Week): Promise<string> {
  const range = await weekRange(db)
  const cure =
    range === null
      ? 'Import some with mmr import snapshots FILE.'
      : `The last ones are of ${range.last}: import the week's, or look at mmr preview --week ${range.last}.`
  return `There is no snapshot of ${week}, so there is nothing to show. ${cure}`
}

/** One digest is an object; several are a list. A logo's bytes are no facts to read. */
function inJson(digests: readonly Digest[]): string {
  const shown = digests.length === 1 ? digests[0] : digests
  return JSON.stringify(shown, (name, value) => (name === 'png' ? undefined : value), 2)
}

/** As a page of its own: a browser can't look into the message for its pictures. */
async function openOne(
  terminal: Terminal,
  work: Workspace,
  digests: readonly Digest[],
): Promise<void> {
  const [digest, ...others] = digests
  if (digest === undefined || others.length > 0) {
    throw new UsageFault(
      `--open shows one digest, and there are ${digests.length}. Name one with --recipient ADDRESS.`,
    )
  }
  const { eml } = await previewMail(work, digest)
  const file = join(await mkdtemp(join(tmpdir(), 'mmr-preview-')), `${nameOf(digest)}.html`)
  await writeFile(file, await previewOf(eml))
  terminal.err(`${file}\n`)
  await shown(terminal, file)
}

async function shown({ open }: Terminal, file: string): Promise<void> {
  try {
    await open?.(file)
  } catch (cause) {
    throw new Failure('No browser could be started here. Open the file above by hand.', { cause })
  }
}

async function show(
  terminal: Terminal,
  work: Workspace,
  digests: readonly Digest[],
): Promise<void> {
  for (const digest of digests) {
    const { subject, text } = await previewMail(work, digest)
    terminal.out(`Subject: ${subject}\n\n${text}\n`)
  }
}

async function write(
  terminal: Terminal,
  work: Workspace,
  { digests, out }: { digests: readonly Digest[]; out: string },
): Promise<void> {
  const directory = resolve(terminal.directory, out)
  await mkdir(directory, { recursive: true })
  for (const digest of digests) {
    const { html, text, eml } = await previewMail(work, digest)
    const path = join(directory, nameOf(digest))
    await writeFile(`${path}.html`, html)
    await writeFile(`${path}.txt`, text)
    await writeFile(`${path}.eml`, eml)
    terminal.err(`${path}.html, .txt and .eml\n`)
  }
}

function nameOf({ role, recipient }: Digest): string {
  return recipient === null ? role : fileName(role, recipient.address)
}
