import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { access, chmod, constants, mkdir, readdir, rmdir, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Attachment } from 'postal-mime'
import PostalMime from 'postal-mime'
import { writeLasting } from '../disk/lasting-file.js'
import type { Outcome } from '../report/delivery.js'
import type { OutgoingMessage, Readiness, Transport } from './transport.js'

/**
 * A folder instead of a mail server. Each message becomes `WEEK/ROLE.ADDRESS.eml`, which any mail
 * program opens, and an `.html` beside it. The same delivery always rewrites the same two files,
 * and a file that is there is whole. No other user of the computer can read them, nor those that
 * were there before. A folder that cannot be written pauses the run: it says nothing about the
 * recipient.
 */
export function createOutbox(directory: string): Transport {
  let closing: Promise<unknown> | null = null
  return {
    kind: 'outbox',
    submit: async (parcel, signal, mayLeave = always) => {
      const isStopped = signal?.aborted || !(await mayLeave().catch(() => false))
      if (isStopped) return { kind: 'retry', reason: 'stopped before it was written' }
      closing ??= closeToOthers(directory)
      await closing
      return await write(directory, parcel)
    },
    verify: () => verify(directory),
    close: async () => {},
  }
}

const always = async () => true

async function write(directory: string, parcel: OutgoingMessage): Promise<Outcome> {
  const path = pathOf(directory, parcel)
  try {
    await makeOwnFolder(directory, parcel.week)
    await writeLasting(`${path}.html`, await previewOf(parcel.bytes), ownFile)
    await writeLasting(`${path}.eml`, parcel.bytes, ownFile)
    return { kind: 'submitted', response: `written to ${path}.eml` }
  } catch (error) {
    return { kind: 'paused', reason: `cannot write ${path}.eml: ${errorText(error)}` }
  }
}

async function verify(directory: string): Promise<Readiness> {
  try {
    await makeOwnFolder(directory)
    await access(directory, constants.W_OK)
    return { kind: 'ready' }
  } catch (error) {
    return { kind: 'paused', reason: `cannot write into ${directory}: ${errorText(error)}` }
  }
}

/**
 * Both files of a message without their extension. Notices and letters stand beside the report of
 * their week.
 */
function pathOf(
  directory: string,
  { kind, week, role, address, occasion = '' }: OutgoingMessage,
): string {
  if (!/^\d{4}-W\d{2}$/.test(week)) throw new Error(`expected a week such as 2026-W47, got ${week}`)
  const what = kind === 'report' ? role : `${kind}-${role}`
  const label = occasion === '' ? what : `${what}-${occasion}`
  return join(directory, week, fileName(label, address))
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/**
 * The name of a recipient's files, `LABEL.ADDRESS` where it can be: at most 120 letters, digits and
 * `@._+-~`, which any file system takes and no path escapes from. The same label and address, in
 * any case, always give the same name and others never do: where characters had to be left out, a
 * hash of all of them follows a `~`, which no other name holds.
 */
export function fileName(label: string, address: string): string {
  const exact = `${label}.${address}`.toLowerCase()
  const tame = exact
    .replace(/[^a-z0-9@._+-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, longest)
  return tame === exact && /^[a-z-]+$/.test(label) ? tame : `${tame}~${hash(label, address)}`
}

const longest = 100

function hash(label: string, address: string): string {
  const key = JSON.stringify([label.toLowerCase(), address.toLowerCase()])
  return createHash('sha256').update(key).digest('hex').slice(0, 16)
}

/**
 * The HTML that a composed message shows, its inline images inside it: a page that stands alone.
 */
export async function previewOf(bytes: Buffer): Promise<string> {
  const { html, text, attachments } = await PostalMime.parse(bytes)
  const images = new Map(attachments.map((image) => [contentIdOf(image), image]))
  return (html ?? `<pre>${escaped(text ?? '')}</pre>`).replace(
    /\bcid:([^"'\s)>]+)/g,
    (reference, cid: string) => dataUrl(images.get(cid)) ?? reference,
  )
}

function contentIdOf({ contentId }: Attachment): string {
  return (contentId ?? '').replace(/^<|>$/g, '')
}

function dataUrl(image: Attachment | undefined): string | null {
  if (image === undefined || typeof image.content === 'string') return null
  const bytes = Buffer.from(new Uint8Array(image.content))
  return `data:${image.mimeType};base64,${bytes.toString('base64')}`
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}

/** Mails hold links that work for whoever has them: nobody else on this computer may read one. */
export const ownFile = 0o600
const ownFolder = 0o700

/** Makes the folder of an outbox, and a folder in it, for this user alone. */
async function makeOwnFolder(directory: string, within = ''): Promise<void> {
  // Folders above it are nobody's secret: they are made as the system makes them.
  await mkdir(dirname(directory), { recursive: true })
  await mkdir(directory, { recursive: true, mode: ownFolder })
  if (within !== '') await mkdir(join(directory, within), { recursive: true, mode: ownFolder })
}

/**
 * Takes from other users what an outbox of an earlier version let them read: the folders of its
 * weeks and the files in them. The outbox itself is closed where nothing else lies in it: a folder
 * that somebody shares for other things stays as it is. Tells which paths are still open to others,
 * for instance because another user owns them.
 */
export async function closeToOthers(directory: string): Promise<string[]> {
  // Windows has no such rights: there, whoever may open the folder above may open these.
  if (process.platform === 'win32') return []
  const entries = await entriesOf(directory)
  const weeks = entries.filter((entry) => entry.isDirectory() && /^\d{4}-W\d{2}$/.test(entry.name))
  const open: string[] = []
  for (const { name } of weeks) open.push(...(await closeWeek(join(directory, name))))
  if (weeks.length === entries.length) open.push(...(await close(directory, ownFolder)).open)
  return open
}

/** A folder that was closed already was made by us, and so was what is in it. */
async function closeWeek(folder: string): Promise<string[]> {
  const { wasOpen, open } = await close(folder, ownFolder)
  const files = wasOpen ? await entriesOf(folder) : []
  for (const file of files.filter((entry) => entry.isFile())) {
    open.push(...(await close(join(folder, file.name), ownFile)).open)
  }
  return open
}

async function close(path: string, mode: number): Promise<{ wasOpen: boolean; open: string[] }> {
  if (!(await isOpen(path))) return { wasOpen: false, open: [] }
  // What came of it is seen by looking again: some disks refuse, others say yes and do nothing.
  await chmod(path, mode).catch(() => {})
  return { wasOpen: true, open: (await isOpen(path)) ? [path] : [] }
}

async function isOpen(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null)
  return found !== null && (found.mode & 0o077) !== 0
}

/** Empty where the folder is missing or can't be read: who uses it tells that. */
async function entriesOf(directory: string): Promise<Dirent[]> {
  return await readdir(directory, { withFileTypes: true }).catch(() => [])
}

/** A file of a message in an outbox. */
export interface OutboxFile {
  readonly path: string
  /** In bytes. */
  readonly size: number
}

/** What the outbox writes, and nobody else: a label, an address or its hash, and its two endings. */
const ours = /^(executive|account-manager|admin|held|skipped|prompt|change|new-link).*\.(eml|html)$/

/**
 * Files of messages that were last written before `before` (milliseconds since the epoch), in the
 * folders of the weeks; none where there is no outbox. Other files are nobody's business.
 */
export async function* oldFiles(directory: string, before: number): AsyncGenerator<OutboxFile> {
  for (const folder of await weeksIn(directory)) {
    for (const name of await namesIn(folder)) {
      const path = join(folder, name)
      const found = ours.test(name) ? await stat(path).catch(() => null) : null
      if (found?.isFile() && found.mtimeMs < before) yield { path, size: found.size }
    }
  }
}

/** Removes a file, and its folder with the last one in it; false where somebody else has. */
export async function removeFile({ path }: OutboxFile): Promise<boolean> {
  const isRemoved = await unlink(path).then(
    () => true,
    () => false,
  )
  // One that holds anything else stays.
  await rmdir(join(path, '..')).catch(() => {})
  return isRemoved
}

async function weeksIn(directory: string): Promise<string[]> {
  const names = await namesIn(directory)
  return names.filter((name) => /^\d{4}-W\d{2}$/.test(name)).map((name) => join(directory, name))
}

async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory).catch(() => [])).sort()
}
