import type { Complaint, SettingRules } from '../config/config.js'
import type { PulledKind } from '../report/pull-time.js'
import { type ImportWords, readImportWords } from '../source/options.js'

/** The setting that says where a kind comes from: the name by which people know it. */
export const pullSettings = {
  accounts: 'IMPORT_ACCOUNTS',
  snapshots: 'IMPORT_SNAPSHOTS',
} as const satisfies Record<PulledKind, string>

/** Accounts come first: snapshots are of accounts that are known. */
export const pulledKinds: readonly PulledKind[] = ['accounts', 'snapshots']

/** The options of a setting, or what is wrong with them. */
export type PullWords =
  | { readonly kind: 'words'; readonly words: ImportWords }
  | { readonly kind: 'fault'; readonly complaint: Complaint }

/** Reads `IMPORT_…_OPTIONS`: the same words as on the command line, as far as they make sense there. */
export function readPullWords(kind: PulledKind, text: string): PullWords {
  const reading = readImportWords(text)
  if (reading.kind === 'fault') return fault(text, `${reading.fault}. ${all}`)
  const { words } = reading
  if (words.asOf !== null) {
    return fault(text, '--as-of names one day, and this is pulled every week. Leave it out.')
  }
  const [stray] =
    kind === 'accounts'
      ? []
      : [
          ...(words.complete ? ['--complete'] : []),
          ...(words.yes ? ['--yes'] : []),
          ...(words.owners === null ? [] : ['--owners']),
        ]
  if (stray === undefined) return { kind: 'words', words }
  return fault(text, `${stray} is for accounts. Leave it out.`)
}

const all = 'mmr import --help lists them.'

function fault(given: string, cure: string): PullWords {
  return { kind: 'fault', complaint: { expected: 'options as on the command line', given, cure } }
}

/** What is checked of these settings with all the others. */
export const pullRules: SettingRules = Object.fromEntries(
  pulledKinds.map((kind) => [
    `${pullSettings[kind]}_OPTIONS`,
    (text: string) => {
      const reading = readPullWords(kind, text)
      return reading.kind === 'fault' ? reading.complaint : null
    },
  ]),
)
