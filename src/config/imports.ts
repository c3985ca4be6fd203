import * as z from 'zod'
import type { Complaint } from './fault.js'
import { complain, isOneLine, setting } from './fields.js'

/** What the worker imports by itself, and when. */
export interface ImportsConfig {
  /** Null where nobody has said where they come from. */
  readonly accounts: PulledSource | null
  readonly snapshots: PulledSource | null
  /** How long before each report and each prompt. */
  readonly minutesBefore: number
}

/** Where rows of one kind are pulled from. It may hold secrets. */
export interface PulledSource {
  readonly from: PulledPlace
  /** How the file is to be read: options as on the command line, as they were written. */
  readonly options: string
}

export type PulledPlace =
  /** A file, or the newest that fits its name; as written, like every path here. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'https'; readonly url: string; readonly header: RequestHeader | null }
  /** What another SQLite file answers. */
  | { readonly kind: 'sqlite'; readonly path: string; readonly query: string }

export interface RequestHeader {
  readonly name: string
  /** It is a secret. */
  readonly value: string
}

type Place =
  | Extract<PulledPlace, { kind: 'file' }>
  | { readonly kind: 'https'; readonly url: string }
  | { readonly kind: 'sqlite'; readonly path: string }

const place = {
  expected: 'a file, a pattern of files, https:// and an address, or sqlite: and a file',
  cure: 'Write for example exports/accounts.csv, exports/health-*.csv, https://crm.example.com/report.csv or sqlite:/var/lib/crm/crm.db.',
}

const header = {
  expected: 'one line of a request’s header: a name, a colon and a value',
  given: '(hidden, because it may hold a secret)',
  cure: 'Write for example Authorization: Bearer TOKEN.',
}

const query = {
  expected: 'a question that reads: one statement that begins with select or with',
  cure: 'Write for example "select id as account_id, name from customers".',
}

const options = {
  expected: 'options as on the command line, on one line',
  cure: 'mmr import accounts FILE … --save prints the line for what you give it.',
}

const before = {
  expected: 'minutes or hours, from 15 minutes to 24 hours',
  cure: 'Write for example 2 hours, or 45 minutes.',
}

export const importSettings = {
  IMPORT_ACCOUNTS: placeSetting(),
  IMPORT_ACCOUNTS_HEADER: headerSetting(),
  IMPORT_ACCOUNTS_QUERY: querySetting(),
  IMPORT_ACCOUNTS_OPTIONS: optionsSetting(),
  IMPORT_SNAPSHOTS: placeSetting(),
  IMPORT_SNAPSHOTS_HEADER: headerSetting(),
  IMPORT_SNAPSHOTS_QUERY: querySetting(),
  IMPORT_SNAPSHOTS_OPTIONS: optionsSetting(),
  IMPORT_AT: setting({ ...before, standard: '2 hours', read: z.string().transform(readMinutes) }),
}

function placeSetting() {
  return setting({
    ...place,
    standard: '',
    asWritten: true,
    read: z.string().transform(readPlace),
  })
}

function headerSetting() {
  return setting({
    ...header,
    standard: '',
    asWritten: true,
    read: z.string().transform(readHeader),
  })
}

/** Whether it does no more than read is for SQLite to say: this only tells what can't be meant. */
function querySetting() {
  return setting({
    ...query,
    standard: '',
    asWritten: true,
    read: z
      .string()
      .refine((text) => text === '' || /^\s*(select|with|values|--|\/\*)/i.test(text)),
  })
}

function optionsSetting() {
  return setting({
    ...options,
    standard: '',
    asWritten: true,
    read: z.string().refine(isOneLine),
  })
}

/** Of an address, no more is quoted than its scheme: what follows may be a token. */
function readPlace(text: string, context: z.RefinementCtx): Place | null {
  if (text === '') return null
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase() ?? 'file'
  const path = text.replace(/^(sqlite|file):(\/\/)?/i, '')
  const problem = problemOf(scheme, text, path)
  if (problem === null) {
    if (scheme === 'https') return { kind: 'https', url: new URL(text).href }
    return { kind: scheme === 'sqlite' ? 'sqlite' : 'file', path }
  }
  complain(context, { ...problem, given: shown(scheme, text) })
  return z.NEVER
}

function shown(scheme: string, text: string): string {
  if (scheme === 'sqlite' || scheme === 'file') return text
  const named = /^(https?|postgres(ql)?)$/.test(scheme) ? `${scheme}:` : ''
  return `${named}(hidden, because it may hold a token)`
}

function problemOf(scheme: string, text: string, path: string): Omit<Complaint, 'given'> | null {
  switch (scheme) {
    case 'https':
      return inAddress(text)
    case 'http':
      return {
        ...place,
        cure: 'Over http anybody on the way can change the figures. Write https://.',
      }
    case 'postgres':
    case 'postgresql':
      return {
        ...place,
        cure: 'PostgreSQL is not read yet. Let it write a file (\\copy … to accounts.csv csv header), and name that.',
      }
    case 'sqlite':
      return path === '' || !isOneLine(path) || /[*?]/.test(path) ? oneDatabase : null
    case 'file':
      if (path === '' || !isOneLine(path)) return place
      return /[*?].*[/\\]/.test(path) ? { ...place, cure: starsInName } : null
    default:
      return place
  }
}

const oneDatabase = {
  expected: 'the path of one SQLite file after sqlite:',
  cure: 'Write for example sqlite:/var/lib/crm/crm.db, without options behind it.',
}

const starsInName =
  'A * or ? stands for letters of the file’s name, not of a folder’s: write for example exports/health-*.csv.'

function inAddress(text: string): Omit<Complaint, 'given'> | null {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || /[\p{C}\p{Z}]/u.test(text)) return place
  if (url.username === '' && url.password === '') return null
  return {
    expected: 'an address without user and password',
    cure: 'Put them into IMPORT_…_HEADER, as Authorization: Basic and what base64 makes of user:password.',
  }
}

/** What the request itself says must not be said twice. */
const ownHeaders =
  /^(host|connection|content-length|transfer-encoding|accept-encoding|if-none-match|if-modified-since)$/i

function readHeader(text: string, context: z.RefinementCtx): RequestHeader | null {
  if (text === '') return null
  const [, name = '', value = ''] =
    /^([\w!#$%&'*+.^`|~-]+):[ \t]*([\x21-\x7e][\x20-\x7e]*)$/.exec(text) ?? []
  if (name !== '' && !ownHeaders.test(name)) return { name, value }
  complain(context, header)
  return z.NEVER
}

const [leastMinutes, mostMinutes] = [15, 1440]

function readMinutes(text: string, context: z.RefinementCtx): number {
  const [, count = '', unit = ''] = /^(\d{1,4}) *(minutes?|min|hours?|h)$/i.exec(text) ?? []
  const minutes = Number(count) * (unit.toLowerCase().startsWith('h') ? 60 : 1)
  if (minutes < leastMinutes || minutes > mostMinutes) context.addIssue({ code: 'custom' })
  return minutes
}

type Kind = 'ACCOUNTS' | 'SNAPSHOTS'

interface ImportValues
  extends Record<`IMPORT_${Kind}`, Place | null>,
    Record<`IMPORT_${Kind}_HEADER`, RequestHeader | null>,
    Record<`IMPORT_${Kind}_QUERY` | `IMPORT_${Kind}_OPTIONS`, string> {}

/** What can be known to be readable before both are: for `checkImports`. */
export const readableImports = z.object({
  ...readable('ACCOUNTS'),
  ...readable('SNAPSHOTS'),
})

function readable<Of extends Kind>(kind: Of) {
  const place = z.object({ kind: z.string() }).nullable()
  const header = z.object({ name: z.string() }).nullable()
  return {
    [`IMPORT_${kind}`]: place,
    [`IMPORT_${kind}_HEADER`]: header,
    [`IMPORT_${kind}_QUERY`]: z.string(),
    [`IMPORT_${kind}_OPTIONS`]: z.string(),
  }
}

/** What belongs to one way of pulling does nothing for another: said, rather than left aside. */
export function checkImports(settings: ImportValues, context: z.RefinementCtx): void {
  for (const kind of ['ACCOUNTS', 'SNAPSHOTS'] as const) {
    for (const [name, complaint] of faultsOf(kind, settings)) complain(context, complaint, [name])
  }
}

function faultsOf(kind: Kind, settings: ImportValues): [string, Complaint][] {
  const setting = `IMPORT_${kind}` as const
  const from = settings[setting]
  const [hasQuery, hasHeader] = [
    settings[`${setting}_QUERY`] !== '',
    settings[`${setting}_HEADER`] !== null,
  ]
  const found: [string, Complaint][] = []
  if (from?.kind === 'sqlite' && !hasQuery) {
    found.push([
      `${setting}_QUERY`,
      { ...query, expected: `${query.expected}, because ${setting} is a database`, given: '' },
    ])
  }
  if (from?.kind !== 'sqlite' && hasQuery)
    found.push([`${setting}_QUERY`, stray(setting, 'sqlite: and a file')])
  if (from?.kind !== 'https' && hasHeader)
    found.push([`${setting}_HEADER`, stray(setting, 'https:// and an address')])
  if (from === null && settings[`${setting}_OPTIONS`] !== '') {
    found.push([`${setting}_OPTIONS`, stray(setting, 'where the file comes from')])
  }
  return found
}

function stray(setting: string, wanted: string): Complaint {
  return {
    expected: `nothing, unless ${setting} says ${wanted}`,
    given: '(something)',
    cure: `Set ${setting}, or leave this one empty.`,
  }
}

export function importsOf(values: ImportValues & { readonly IMPORT_AT: number }): ImportsConfig {
  return {
    accounts: sourceOf('ACCOUNTS', values),
    snapshots: sourceOf('SNAPSHOTS', values),
    minutesBefore: values.IMPORT_AT,
  }
}

function sourceOf(kind: Kind, values: ImportValues): PulledSource | null {
  const setting = `IMPORT_${kind}` as const
  const place = values[setting]
  if (place === null) return null
  return { from: pulledPlace(place, values, setting), options: values[`${setting}_OPTIONS`] }
}

function pulledPlace(place: Place, values: ImportValues, setting: `IMPORT_${Kind}`): PulledPlace {
  switch (place.kind) {
    case 'file':
      return place
    case 'https':
      return { ...place, header: values[`${setting}_HEADER`] }
    case 'sqlite':
      return { ...place, query: values[`${setting}_QUERY`] }
  }
}
