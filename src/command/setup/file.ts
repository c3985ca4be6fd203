import { basename, resolve } from 'node:path'
import { formatOf } from '../../format.js'
import type { ImportOutcome } from '../../run/import-file.js'
import type { Workspace } from '../../run/workspace.js'
import { describeRowFault, type SourceFault, UnreadableSource } from '../../source/fault.js'
import type { ExportKind } from '../../source/guess.js'
import { filesIn, isFolderAt, newestFile } from '../../source/newest-file.js'
import {
  type ImportWords,
  importWords,
  readImportWords,
  writtenWords,
} from '../../source/options.js'
import type { TableRow } from '../../source/record.js'
import { fileSource } from '../../source/table.js'
import { importCounts, tellReading, understandingTable } from '../action/import.js'
import { envLine } from '../env-file.js'
import { printable } from '../terminal.js'
import { type Asking, add, askSetting, askWhich, askYesOrNo, say } from './asking.js'
import { headerAmong } from './columns.js'
import { askColumns, type HeadedFile } from './file-columns.js'
import { type EnvValues, questionOf, shownLine } from './questions.js'
import { inTrial, type TriedFile } from './trial.js'
import { type WayOut, wayOutText, waysOut, withOptions } from './ways-out.js'

/** What came of asking for a file: the settings with it, and the file where one was taken. */
export interface FileAnswer {
  readonly values: EnvValues
  readonly file: TriedFile | null
}

/** What is being asked about, and what was answered before. */
interface FileAsking {
  readonly asking: Asking
  readonly kind: ExportKind
  readonly values: EnvValues
  /** What has to be imported before it. */
  readonly before: readonly TriedFile[]
}

const settingOf = { accounts: 'IMPORT_ACCOUNTS', snapshots: 'IMPORT_SNAPSHOTS' } as const

/**
 * Asks for a file, reads it as an import would, and asks on until it is understood, or is left for
 * later. Nothing is kept of it but how it is to be read.
 */
export async function askFile(about: FileAsking): Promise<FileAnswer> {
  let { values } = about
  for (;;) {
    const named = await askPath({ ...about, values })
    if (named === null) return { values, file: null }
    const read = await readUntilTaken({ ...about, values }, named)
    values = read.values
    if (read.kind === 'other-file') continue
    if (read.kind !== 'taken') return { values, file: null }
    const setting = settingOf[about.kind]
    const options = writtenWords(read.file.words)
    values = { ...values, [setting]: named.written, [`${setting}_OPTIONS`]: options }
    add(about.asking, [shownLine(setting, named.written)])
    if (options !== '') add(about.asking, [shownLine(`${setting}_OPTIONS`, options)])
    return { values, file: read.file }
  }
}

interface NamedFile {
  /** As the setting says it. */
  readonly written: string
  /** The file itself, which of several that fit is the newest. */
  readonly path: string
  readonly words: ImportWords
}

const asks = {
  accounts: [
    'Which file has your accounts? An export of a CRM, or a spreadsheet: CSV or XLSX.',
    '  Of several, such as exports/accounts-*.csv, the newest counts.',
  ],
  snapshots: [
    'Which file says how the accounts stood: health or scores, week by week?',
    '  CSV or XLSX; of several, such as exports/health-*.csv, the newest counts.',
  ],
} as const

/** Null where nobody has one yet, or where the rows don't come from a file. */
async function askPath({ asking, kind, values }: FileAsking): Promise<NamedFile | null> {
  const setting = settingOf[kind]
  const { [setting]: known = '', [`${setting}_OPTIONS`]: options = '' } = values
  const { directory, env } = asking.terminal
  say(asking, asks[kind])
  if (env[setting]) {
    add(asking, [`${setting} is set in the environment, which wins: not asked.`])
    return null
  }
  for (;;) {
    const line = unquotedPath(await asking.ask(`  ${setting} [${printable(known)}]: `), env.HOME)
    const written = line === '' ? known : line
    if (written === '' || written === '-') {
      add(asking, [
        `Nothing for now. mmr setup can be run again, and mmr import ${kind} FILE takes one.`,
      ])
      return null
    }
    if (/^[a-z][a-z+]+:/i.test(written)) {
      add(asking, [`${setting} is kept, and is read by mmr import; what is read here is a file.`])
      return null
    }
    const path = await newestFile(resolve(directory, written)).catch(() => null)
    if (path !== null && envLine(setting, written) !== null) {
      const said = written === known ? readImportWords(options) : null
      return { written, path, words: said?.kind === 'words' ? said.words : importWords({}) }
    }
    add(asking, [await noFileText(directory, written)])
  }
}

async function noFileText(directory: string, written: string): Promise<string> {
  const path = resolve(directory, written)
  return (await isFolderAt(path).catch(() => false))
    ? `${written} is a folder: ${filesIn(written)} takes its newest CSV file.`
    : `There is no file ${path}. Enter alone goes on without one.`
}

/** A path as it comes out of a file manager: in quotation marks, or with blanks behind a backslash. */
export function unquotedPath(line: string, home: string | undefined): string {
  const plain = line.replace(/^(["'])(.*)\1$/, '$2').replace(/\\([ ()&'])/g, '$1')
  return home !== undefined && plain.startsWith('~/') ? `${home}${plain.slice(1)}` : plain
}

type ReadAnswer =
  | { readonly kind: 'taken'; readonly file: TriedFile; readonly values: EnvValues }
  | { readonly kind: 'other-file'; readonly values: EnvValues }
  | { readonly kind: 'later'; readonly values: EnvValues }

async function readUntilTaken(about: FileAsking, named: NamedFile): Promise<ReadAnswer> {
  const { asking, kind } = about
  let state: Told = { values: about.values, words: named.words }
  let isAsked = true
  for (;;) {
    const headed = await headedFile(named.path, kind, state.words)
    let isReadable = true
    if (isAsked && headed.kind === 'headed') {
      const words = await askColumns(asking, headed.file, state.values.CURRENCY || 'USD')
      isReadable = words !== null
      state = { ...state, words: words ?? state.words }
    }
    isAsked = !isReadable
    const tried = { kind, path: named.path, words: state.words }
    const faults =
      headed.kind === 'fault'
        ? [headed.fault]
        : isReadable
          ? await tryFile({ ...about, values: state.values }, tried)
          : []
    if (headed.kind === 'fault') say(asking, [describeRowFault(headed.fault)])
    if (faults === null) return { kind: 'taken', file: tried, values: state.values }
    const ways = waysOut(faults)
    // An option decides what figures, days or rows mean, which Enter must not.
    const standard = ways[0]?.kind === 'option' ? null : 0
    const way = ways[await askWhich(asking, 'What is to be done?', ways.map(wayOutText), standard)]
    if (way?.kind === 'other-file' || way?.kind === 'later') {
      return { kind: way.kind, values: state.values }
    }
    if (way?.kind === 'columns') isAsked = true
    else if (way !== undefined) state = await takeWay(asking, way, state)
  }
}

/** What was said of a file so far, and of the settings for its sake. */
interface Told {
  readonly values: EnvValues
  readonly words: ImportWords
}

type Headed =
  | { readonly kind: 'headed'; readonly file: HeadedFile }
  | { readonly kind: 'fault'; readonly fault: SourceFault }

/** More lines than any export writes above its header. */
const mostAbove = 30

async function headedFile(path: string, kind: ExportKind, words: ImportWords): Promise<Headed> {
  const rows: TableRow[] = []
  try {
    const table = await fileSource({ file: path, sheet: words.sheet }).open()
    for await (const batch of table.rows) {
      rows.push(...batch.filter(({ cells }) => cells.some((cell) => cell.trim() !== '')))
      if (rows.length >= mostAbove) break
    }
  } catch (error) {
    if (!(error instanceof UnreadableSource)) throw error
    return { kind: 'fault', fault: { ...error.fault, file: path } }
  }
  const header = headerAmong(rows.slice(0, mostAbove), kind, words)
  const headers = header?.cells.map((cell) => cell.trim()) ?? []
  return {
    kind: 'headed',
    file: { name: basename(path), line: header?.line ?? 1, kind, headers, words },
  }
}

/** Imports it into a database that is gone afterwards; what is wrong with it, null for nothing. */
async function tryFile(
  { asking, values, before }: FileAsking,
  tried: TriedFile,
): Promise<readonly SourceFault[] | null> {
  return await inTrial(asking.terminal, values, [...before, tried], async (work, outcome) => {
    if (outcome === null) throw new Error('nothing was tried')
    tell(asking, work, { tried, outcome })
    if (outcome.kind === 'refused') return outcome.faults
    return (await askYesOrNo(asking, '\nIs that how it is meant?', true)) ? null : []
  })
}

interface Tried {
  readonly tried: TriedFile
  readonly outcome: ImportOutcome
}

/** How it was understood, and what came of it. */
function tell(asking: Asking, { config }: Workspace, { tried, outcome }: Tried): void {
  const { terminal } = asking
  const format = formatOf(config)
  const file = basename(tried.path)
  const read = outcome.kind === 'imported' ? outcome : outcome.reading
  if (read !== null) {
    terminal.out(`\n${understandingTable(read)}`)
    tellReading(terminal, { file, read, format })
  }
  if (outcome.kind === 'imported') {
    say(asking, [`${file}: ${importCounts(tried.kind, outcome, format)}.`])
    return
  }
  const { faults, faultCount } = outcome
  const shown = faults.slice(0, mostTold)
  say(asking, [`${file} can't be taken yet. ${format.counted(faultCount, 'fault')}:`])
  add(
    asking,
    shown.map((fault) => `- ${describeRowFault({ ...fault, file })}`),
  )
  const more = faultCount - shown.length
  if (more > 0) add(asking, [`and ${format.count(more)} more.`])
}

/** Faults that stand on a screen with the choices below them. */
const mostTold = 10

/** Asks for what a way out needs, and gives what is then said of the file. */
async function takeWay(asking: Asking, way: WayOut, told: Told): Promise<Told> {
  switch (way.kind) {
    case 'option':
      return optionsTaken(asking, way.option, told)
    case 'words': {
      const line = await asking.ask('  Options, as for mmr import: ')
      return line === '' ? told : optionsTaken(asking, line, told)
    }
    case 'texts': {
      let { words } = told
      for (const text of way.texts) {
        const asked = `What does "${printable(text)}" mean?`
        const at = await askWhich(asking, asked, way.choices, null)
        const value = `${way.column}:${text}=${way.choices[at]}`
        words = { ...words, reading: { ...words.reading, value: [...words.reading.value, value] } }
      }
      return { ...told, words }
    }
    case 'empty-cells': {
      const example = way.example === '' ? '' : `, such as ${way.example}`
      const line = await asking.ask(`  What do empty cells of ${way.column} say${example}? `)
      const { reading } = told.words
      const setEmpty = [
        ...reading.setEmpty.filter((pair) => !pair.startsWith(`${way.column}=`)),
        `${way.column}=${line}`,
      ]
      return line === ''
        ? told
        : { ...told, words: { ...told.words, reading: { ...reading, setEmpty } } }
    }
    case 'rate':
      return await askRate(asking, way.currency, told)
    case 'owners':
      return await askOwners(asking, told)
    default:
      return told
  }
}

function optionsTaken(asking: Asking, options: string, told: Told): Told {
  const read = withOptions(told.words, options)
  if (read.kind === 'words') return { ...told, words: read.words }
  add(asking, [`${read.fault}. Nothing of it was taken.`])
  return told
}

async function askRate(asking: Asking, currency: string, told: Told): Promise<Told> {
  const { EXCHANGE_RATES: known = '', CURRENCY: own = 'USD' } = told.values
  const question = questionOf(
    {
      setting: 'EXCHANGE_RATES',
      asks: `What is one ${currency} worth in ${own}?`,
      hints: [
        `All rates, with commas between them, such as ${known ? `${known}, ` : ''}${currency}=1.0837.`,
      ],
    },
    told.values,
  )
  const rates = await askSetting(asking, question, told.values)
  return { ...told, values: { ...told.values, EXCHANGE_RATES: rates } }
}

async function askOwners(asking: Asking, told: Told): Promise<Told> {
  const question = questionOf(
    {
      setting: 'OWNERS_FILE',
      asks: 'Which file has the names and addresses of the account managers?',
      hints: ['CSV or XLSX with the columns name and address.'],
    },
    told.values,
  )
  const file = await askSetting(asking, question, told.values)
  return { ...told, values: { ...told.values, OWNERS_FILE: file } }
}
