import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describeFault, readConfig } from '../../config/config.js'
import { settingsIn } from '../env-file.js'
import type { CommonOptions } from '../session.js'
import {
  type Asking,
  add,
  askSetting,
  askYesOrNo,
  nothingWritten,
  say,
  withDialogue,
} from '../setup/asking.js'
import { askFile } from '../setup/file.js'
import { firstLook } from '../setup/first-look.js'
import { type EnvValues, nextQuestion, shownLine } from '../setup/questions.js'
import { requireWritableEnv, saveSettings } from '../setup/save.js'
import type { TriedFile } from '../setup/trial.js'
import { type ExitCode, Failure, type Terminal } from '../terminal.js'

/**
 * Asks for what a first report needs, writes the env file and nothing else, and ends with a preview.
 * Whoever ends it before leaves all as it was.
 */
export async function setup(terminal: Terminal, options: CommonOptions): Promise<ExitCode> {
  const { file } = await requireWritableEnv(terminal, options)
  const before = settingsIn(file)
  const otherwise = withoutTerminal(terminal, file.path)
  return await withDialogue<ExitCode>(terminal, otherwise, async (asking) => {
    say(asking, [
      `mmr setup asks what a first report needs, and writes it into ${file.path}.`,
      'Enter keeps what stands in [brackets], a single - empties it. Nothing is written before the',
      'end: Ctrl-C leaves all as it was. It can be run again at any time.',
    ])
    const { values, files } = await askFiles(asking, await askSettings(asking, before))
    await write(asking, options, before, values)
    if (files.length > 0) await firstLook(asking, values, files)
    say(asking, nextSteps(options, files))
    return 0
  })
}

/** Where nobody can be asked: what to do instead. */
function withoutTerminal({ directory }: Terminal, path: string): string {
  const example = fileURLToPath(new URL('../../../.env.example', import.meta.url))
  return (
    'mmr setup asks its questions on a terminal, and this is none. Edit the settings instead: copy ' +
    `${relative(directory, example)} to ${path}, where every line explains itself, and run mmr check.`
  )
}

/** The settings with what was answered. */
async function askSettings(asking: Asking, before: EnvValues): Promise<EnvValues> {
  const { env, zone = '' } = asking.terminal
  let values = before
  let question = nextQuestion(null, values, zone)
  while (question !== null) {
    const { setting } = question
    if (env[setting]) add(asking, [`${setting} is set in the environment, which wins: not asked.`])
    else values = { ...values, [setting]: await askSetting(asking, question, values) }
    question = nextQuestion(setting, values, zone)
  }
  return values
}

/** The files of accounts, and of snapshots, which are read against these. */
async function askFiles(
  asking: Asking,
  settings: EnvValues,
): Promise<{ readonly values: EnvValues; readonly files: readonly TriedFile[] }> {
  const accounts = await askFile({ asking, kind: 'accounts', values: settings, before: [] })
  if (accounts.file === null) return { values: accounts.values, files: [] }
  const before = [accounts.file]
  const snapshots = await askFile({ asking, kind: 'snapshots', values: accounts.values, before })
  const files = snapshots.file === null ? before : [...before, snapshots.file]
  return { values: snapshots.values, files }
}

/** Shows what changes, and writes it when that is wanted. */
async function write(
  asking: Asking,
  options: CommonOptions,
  before: EnvValues,
  values: EnvValues,
): Promise<void> {
  const { terminal } = asking
  const changes = new Map(
    Object.entries(values).filter(([name, value]) => value !== (before[name] ?? '')),
  )
  const { file } = await requireWritableEnv(terminal, options)
  if (changes.size === 0) {
    say(asking, [`${file.path} says all of this already, and stays as it is.`])
    return
  }
  say(asking, [`${file.path} ${file.bytes === null ? 'is made' : 'changes'}:`])
  add(
    asking,
    [...changes].map(([name, value]) => shownLine(name, value)),
  )
  const faults = faultsIn(terminal, values)
  if (faults.length > 0) {
    say(asking, ['What is wrong with the settings even so, and keeps anything from being sent:'])
    add(asking, faults)
  }
  if (!(await askYesOrNo(asking, 'Write it?', true))) throw new Failure(nothingWritten)
  const { isShared } = await saveSettings(terminal, options, changes)
  const shared = isShared
    ? ' Its group could read it before: where a service needs that, chmod g+r.'
    : ''
  say(asking, [`Written. Only you can read it, since settings can hold passwords.${shared}`])
}

/** Faults that no question was about, or that only the settings together have. */
function faultsIn({ env }: Terminal, values: EnvValues): string[] {
  const reading = readConfig({ file: values, process: env })
  return reading.ok ? [] : reading.faults.map(describeFault)
}

/** What is still to be done by hand, in its order. */
function nextSteps({ envFile }: CommonOptions, files: readonly TriedFile[]): string[] {
  const own = envFile === undefined ? '' : ` --env-file ${envFile}`
  return [
    'What comes next:',
    files.length > 0 ? `  npx mmr import${own}` : `  npx mmr import accounts FILE${own}`,
    `  npx mmr check${own}`,
    `  npx mmr send --dry-run${own}`,
    `  npx mmr start${own}`,
    'To let account managers answer by links, set WEB_URL; all settings are in .env.example.',
  ]
}
