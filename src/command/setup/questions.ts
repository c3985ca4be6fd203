import { defaults, describeFault, readConfig } from '../../config/config.js'
import { envLine } from '../env-file.js'

/** Settings by name, as an env file says them; one that isn't there has its default. */
export type EnvValues = Readonly<Record<string, string>>

/** What is asked about one setting. */
export interface Question {
  readonly setting: string
  readonly asks: string
  /** What the answer may be, a line or several. */
  readonly hints: readonly string[]
  /** What Enter says; empty for nothing. */
  readonly standard: string
  /** It as it may be shown. */
  readonly shown: string
}

interface Asked {
  readonly setting: string
  readonly asks: string
  readonly hints: readonly string[]
  /** Whether what was answered before leaves anything to ask; always unless told. */
  readonly isOpen?: (values: EnvValues) => boolean
}

/** All that are asked before files are read, in their order. Account managers come from the accounts. */
const questions: readonly Asked[] = [
  {
    setting: 'COMPANY_NAME',
    asks: 'What is your company called, in the report?',
    hints: [],
  },
  {
    setting: 'TIME_ZONE',
    asks: 'In which time zone do your weeks begin and end?',
    hints: ['A city of the IANA list, such as Europe/Berlin or America/New_York.'],
  },
  {
    setting: 'CURRENCY',
    asks: 'In which currency does the report add up revenue?',
    hints: ['Three letters, such as USD, EUR or GBP.'],
  },
  {
    setting: 'EXECUTIVES',
    asks: "Who gets the executives' report?",
    hints: [
      'Full Name <name@example.com>, with commas between several. (region=West) behind an address',
      'limits it to a region, (tz=America/Los_Angeles) gives it a Monday of its own.',
    ],
  },
  {
    setting: 'ADMINS',
    asks: 'Who is told whether everybody got it, and what needs care?',
    hints: [
      'You, most likely: Full Name <name@example.com>. Account managers come from your accounts.',
    ],
  },
  {
    setting: 'SMTP_URL',
    asks: 'Through which mail server do the mails leave?',
    hints: [
      'Nothing for now is the way to begin: no mail leaves, and messages become files in a folder.',
      'Later, or now: smtp://user:password@smtp.example.com:587, @ in user and password as %40.',
    ],
  },
  {
    setting: 'OUTBOX_DIR',
    asks: 'In which folder do messages become files?',
    hints: [],
    isOpen: ({ SMTP_URL = '' }) => SMTP_URL === '',
  },
  {
    setting: 'MAIL_FROM',
    asks: 'From whom do the mails come?',
    hints: ['Full Name <name@example.com>; your mail server must allow the address.'],
    isOpen: ({ SMTP_URL = '' }) => SMTP_URL !== '',
  },
]

/** The questions that come after `setting`, or all of them for null. */
function questionsAfter(setting: string | null): readonly Asked[] {
  return questions.slice(questions.findIndex((one) => one.setting === setting) + 1)
}

/**
 * What is asked after `setting`, null standing for the beginning; null where all is answered. Enter
 * keeps what is set already; of a time zone that nobody has set, it takes the machine's.
 */
export function nextQuestion(
  setting: string | null,
  values: EnvValues,
  machineZone: string,
): Question | null {
  const found = questionsAfter(setting).find(({ isOpen }) => isOpen?.(values) ?? true)
  if (found === undefined) return null
  const { asks, hints } = found
  return questionOf({ setting: found.setting, asks, hints }, values, machineZone)
}

/** A question about a setting that is asked where a file makes it needed. */
export function questionOf(
  { setting, asks, hints }: Pick<Question, 'setting' | 'asks' | 'hints'>,
  values: EnvValues,
  machineZone = '',
): Question {
  const guessed = setting === 'TIME_ZONE' ? machineZone : ''
  const standard = values[setting] || guessed || (defaults.get(setting) ?? '')
  return { setting, asks, hints, standard, shown: shownValue(setting, standard) }
}

export type Answer =
  | { readonly kind: 'taken'; readonly value: string; readonly remarks: readonly string[] }
  /** What is wrong with it, and what to do. */
  | { readonly kind: 'refused'; readonly faults: readonly string[] }

/**
 * What a line that was typed says: nothing keeps the standard, a hyphen empties it. It is read as
 * the env file would be.
 */
export function settingAnswer(
  { setting, standard }: Question,
  line: string,
  values: EnvValues,
): Answer {
  const value = line === '' ? standard : line === '-' ? '' : line
  if (envLine(setting, value) === null) {
    return { kind: 'refused', faults: ['Leave out one of the quotation marks " \' `.'] }
  }
  const reading = readConfig({ file: { ...values, [setting]: value }, process: {} })
  const about = (reading.ok ? reading.warnings : reading.faults)
    .filter(({ variable }) => variable === setting)
    .map(describeFault)
  if (!reading.ok && about.length > 0) return { kind: 'refused', faults: about }
  return { kind: 'taken', value, remarks: about }
}

/** A value without the password in it. */
export function shownValue(setting: string, value: string): string {
  if (/_(HEADER|SECRET|TOKEN|KEYS)$/.test(setting) && value !== '') return '(hidden)'
  return value.replace(/:\/\/.*@/s, '://(hidden)@')
}

/** The line of the env file, without the password in it. */
export function shownLine(setting: string, value: string): string {
  return envLine(setting, shownValue(setting, value)) ?? `${setting}=…`
}
