import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { compared, type Fetched, type FetchRequest, failed, megabytesText } from './pulled.js'

/**
 * A copy of a file, or of the newest whose name fits a pattern: `*` stands for any letters, `?` for
 * one. The newest is the one that was changed last, of several the last by name. One that somebody is
 * writing to is left for the next time.
 */
export async function fetchNewest(path: string, request: FetchRequest): Promise<Fetched> {
  const { setting, known, limits, stop } = request
  try {
    const found = await newestOf(path)
    if (found === null) {
      const isFolder = await isFolderAt(path)
      return failed(setting, isFolder ? folderThere(path, setting) : notThere(path, setting))
    }
    if (known?.look === found.look) return { kind: 'unchanged', mark: known }
    if (found.size > limits.bytes) return failed(setting, tooLarge(found, limits.bytes))
    if (!(await isSettled(path, found, request))) return failed(setting, beingWritten(found))
    const content = await copied(found, request)
    const after = await newestOf(path)
    if (after?.look !== found.look) return failed(setting, beingWritten(found))
    const mark = { look: found.look, content }
    return compared(known, mark, { kind: 'file', name: basename(found.file), file: request.into })
  } catch (error) {
    stop.throwIfAborted()
    if (!isSystemError(error)) throw error
    return failed(setting, unreadable(path, error, setting))
  }
}

/** The file of that name, or the newest whose name fits a pattern; null where there is none. */
export async function newestFile(path: string): Promise<string | null> {
  return (await newestOf(path))?.file ?? null
}

/** Whether a folder stands where a file is wanted. */
export async function isFolderAt(path: string): Promise<boolean> {
  return (await stat(path).catch(absent))?.isDirectory() ?? false
}

/** The pattern of the CSV files in a folder, as a setting names it. */
export function filesIn(folder: string): string {
  return `${folder.replace(/\/+$/, '')}/*.csv`
}

interface FoundFile {
  readonly file: string
  readonly size: number
  /** Milliseconds since the epoch, by the disk's clock. */
  readonly changedAt: number
  readonly look: string
}

async function newestOf(path: string): Promise<FoundFile | null> {
  const name = basename(path)
  if (!/[*?]/.test(name)) return await lookAt(path)
  const folder = dirname(path)
  const fits = fitting(name)
  const entries = await readdir(folder).catch(absent)
  const files: FoundFile[] = []
  for (const entry of entries ?? []) {
    const found = fits.test(entry) && !isAside(entry) ? await lookAt(join(folder, entry)) : null
    if (found !== null) files.push(found)
  }
  const inTime = files.sort((a, b) => a.changedAt - b.changedAt || (a.file < b.file ? -1 : 1))
  return inTime.at(-1) ?? null
}

async function lookAt(file: string): Promise<FoundFile | null> {
  const found = await stat(file).catch(absent)
  if (found === null || !found.isFile()) return null
  const { size, mtimeMs: changedAt, ino } = found
  // Its name may be somebody's.
  const look = createHash('sha256').update(JSON.stringify([file, ino, size, changedAt]))
  return { file, size, changedAt, look: look.digest('base64url') }
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null
  throw error
}

function fitting(pattern: string): RegExp {
  const parts = Array.from(pattern, (letter) => {
    if (letter === '*') return '.*'
    return letter === '?' ? '.' : letter.replace(/[\\^$.|+()[\]{}]/, '\\$&')
  })
  return new RegExp(`^${parts.join('')}$`, 'su')
}

/** Hidden, or what programs leave beside a file while they write or edit it. */
function isAside(name: string): boolean {
  return /^[.~]|\.(tmp|temp|part|partial|crdownload|download|swp|lock)$|#$|~$/i.test(name)
}

/**
 * Whether nobody writes to it any more: it has been left alone for a while by the disk's own clock, or
 * is left alone for as long now.
 */
async function isSettled(
  path: string,
  found: FoundFile,
  { into, limits, stop }: FetchRequest,
): Promise<boolean> {
  const { mtimeMs: now } = await stat(dirname(into))
  if (now - found.changedAt >= limits.settled) return true
  await pause(limits.settled, undefined, { signal: stop })
  return (await newestOf(path))?.look === found.look
}

/** Copies it, no more than it was, and gives the mark of what it holds. */
async function copied({ file }: FoundFile, { into, limits, stop }: FetchRequest): Promise<string> {
  const hash = createHash('sha256')
  let size = 0
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      hash.update(chunk)
      if (size <= limits.bytes) return done(null, chunk)
      done(Object.assign(new Error('it grows while it is read'), { code: 'EFBIG' }))
    },
  })
  const signal = AbortSignal.any([stop, AbortSignal.timeout(limits.milliseconds)])
  const copy = createWriteStream(into, { flags: 'wx', mode: 0o600 })
  await pipeline(createReadStream(file), count, copy, { signal })
  return hash.digest('base64url')
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && ('code' in error || error.name === 'TimeoutError')
}

function notThere(path: string, setting: string) {
  const isPattern = /[*?]/.test(basename(path))
  return {
    expected: isPattern ? `a file whose name fits ${path}` : `the file ${path}`,
    given: '',
    cure: `Let the export be put there, or correct ${setting}.`,
  }
}

function folderThere(path: string, setting: string) {
  return {
    expected: 'a file',
    given: `${path}, which is a folder`,
    cure: `For its newest CSV file, set ${setting}=${filesIn(path)}.`,
  }
}

function tooLarge({ file, size }: FoundFile, most: number) {
  return {
    expected: `at most ${megabytesText(most)}`,
    given: `${basename(file)}, of ${megabytesText(Math.ceil(size / 1_000_000) * 1_000_000)}`,
    cure: 'Let the export hold what is needed alone.',
  }
}

function beingWritten({ file }: FoundFile) {
  return {
    expected: 'a file that nobody is writing to',
    given: `${basename(file)}, which changes while it is read`,
    cure: 'It is tried again. Let the export be written under another name, and renamed when it is whole.',
  }
}

function unreadable(path: string, error: NodeJS.ErrnoException, setting: string) {
  const words: Readonly<Record<string, string>> = {
    EACCES: 'this user may not read it',
    EPERM: 'this user may not read it',
    EFBIG: 'it grows while it is read',
    ENOENT: 'it was taken away while it was read',
    ENOSPC: 'there is no room for a copy of it',
  }
  const isSlow = error.name === 'TimeoutError' || error.name === 'AbortError'
  const why = isSlow ? 'its disk does not answer' : (words[error.code ?? ''] ?? error.message)
  return {
    expected: `${path} to be readable`,
    given: why,
    cure: `Correct its rights or ${setting}; it is tried again.`,
  }
}
