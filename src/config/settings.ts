import * as z from 'zod'
import { asciiDomain } from '../address.js'
import { tidyName } from '../characters.js'
import { palette } from '../palette.js'
import type { Accent } from '../report/brand.js'
import { accentOf, contrast, darkened, leastOnWhite } from './accent.js'
import { bounceSettings } from './bounces.js'
import { type Fault, faultOf } from './fault.js'
import {
  complain,
  type Description,
  descriptions,
  isOneLine,
  line,
  mostHours,
  setting,
  wholeNumber,
  zoneCure,
  zoneProblem,
} from './fields.js'
import { checkImports, importSettings, readableImports } from './imports.js'
import { mailSettings } from './mail.js'
import { checkOwnCurrency, moneySettings } from './money.js'
import { bounceOAuthSettings, checkOAuth, smtpOAuthSettings } from './oauth.js'
import { peopleSettings } from './people.js'
import { checkBands, policySettings } from './policy.js'
import { scheduleSettings } from './schedule.js'
import { webSettings } from './web.js'

const accent = {
  expected: 'a colour as # and six digits of 0-9 and a-f',
  cure: `Write it as ${palette.light.accent}, which is a dark blue.`,
}

const brandSettings = {
  ACCENT_COLOR: setting({
    ...accent,
    standard: palette.light.accent,
    read: z
      .string()
      .regex(/^#[\da-f]{6}$/i)
      .transform(readAccent),
  }),
  LOGO_FILE: setting({
    standard: '',
    expected: 'the path of a PNG file',
    cure: 'Write a path, such as ./logo.png, or leave it empty for your company’s name alone.',
    asWritten: true,
    read: line.max(1000),
  }),
  OWNERS_FILE: setting({
    standard: '',
    expected: 'the path of a file with the columns name and address',
    cure: 'Write a path, such as ./owners.csv, or leave it empty where accounts have the addresses.',
    asWritten: true,
    read: line.max(1000),
  }),
}

/** Links have this colour on white: who cannot read them should not get the report. */
function readAccent(text: string, context: z.RefinementCtx): Accent {
  const read = accentOf(text)
  if (read !== null) return read
  const apart = (Math.floor(contrast(text, palette.light.page) * 10) / 10).toFixed(1)
  complain(context, {
    expected: `a colour that can be read on white, at a contrast of ${leastOnWhite} or more`,
    given: `${text}, at ${apart}`,
    cure: `Take a darker shade; the nearest is ${darkened(text)}. For dark screens it is made lighter by itself.`,
  })
  return z.NEVER
}

const aLocale = 'a language tag whose numbers and dates are known here'

function localeCure(meant: string | null): string {
  const standard = 'Write language and country with a hyphen, such as en-US, en-GB or de-DE.'
  return meant === null ? standard : `Write ${meant}: language and country with a hyphen.`
}

const companySettings = {
  COMPANY_NAME: setting({
    standard: 'Our company',
    expected: 'a name on one line, of at most 100 characters',
    cure: 'Write the name as people should read it in the report.',
    read: z.string().transform(tidyName).pipe(line.min(1).max(100)),
  }),
  TIME_ZONE: setting({
    standard: 'UTC',
    expected: 'a time zone',
    cure: zoneCure(''),
    read: z.string().transform((text, context) => {
      const problem = zoneProblem(text)
      if (problem !== null) complain(context, { ...problem, given: text })
      return text
    }),
  }),
  LOCALE: setting({
    standard: 'en-US',
    expected: aLocale,
    cure: localeCure(null),
    read: z.string().transform((text, context) => {
      const locale = localeIn(text)
      if (locale === null) {
        // As LANG has it: de_DE.UTF-8, de_DE@euro.
        const meant = localeIn(text.replace(/[.@].*$/, '').replaceAll('_', '-'))
        complain(context, { expected: aLocale, given: text, cure: localeCure(meant) })
      }
      return locale ?? text
    }),
  }),
}

/**
 * The canonical tag, or null where numbers and dates would be written as somewhere else: in a
 * language that isn't known, or, with a country that doesn't exist, as in another country.
 */
function localeIn(text: string): string | null {
  try {
    const [known] = Intl.NumberFormat.supportedLocalesOf(text)
    if (known === undefined) return null
    const { region } = new Intl.Locale(known)
    const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
    return region === undefined || countries.of(region) !== undefined ? known : null
  } catch {
    return null
  }
}

const databaseSettings = {
  DATABASE_URL: setting({
    standard: './mmr.sqlite',
    expected: 'the path of a SQLite file',
    cure: 'Write a path, such as ./mmr.sqlite or /var/lib/mmr/mmr.sqlite.',
    asWritten: true,
    read: z.string().transform(readDatabasePath),
  }),
}

const memory = {
  expected: 'the path of a file',
  cure: 'A database in memory forgets what was submitted. Write a path, such as ./mmr.sqlite.',
}

const query = {
  expected: 'a path without options',
  cure: 'Leave out the question mark and what follows it.',
}

/**
 * The path in `path`, `sqlite:path`, `sqlite://path`, `file:path` or `file://path`. Other schemes
 * may carry a password, so no more than the scheme is quoted.
 */
function readDatabasePath(text: string, context: z.RefinementCtx): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase()
  const isOurs = scheme === 'sqlite' || scheme === 'file'
  const path = isOurs ? text.slice(scheme.length + 1).replace(/^\/\//, '') : text

  if (scheme !== undefined && !isOurs) complain(context, unsupported(scheme))
  else if (path === ':memory:') complain(context, { ...memory, given: text })
  else if (isOurs && path.includes('?')) complain(context, { ...query, given: text })
  else if (path === '' || !isOneLine(path)) context.addIssue({ code: 'custom' })
  return path
}

function unsupported(scheme: string) {
  const isPostgres = scheme === 'postgres' || scheme === 'postgresql'
  return {
    expected: 'the path of a SQLite file',
    given: `${scheme}:(hidden, because it may hold a password)`,
    cure: isPostgres
      ? 'PostgreSQL is not supported yet. Write a path, such as ./mmr.sqlite.'
      : 'Only SQLite files are supported. Write a path, such as ./mmr.sqlite.',
  }
}

/** The key that mail is signed with. */
export interface DkimConfig {
  readonly domain: string
  readonly selector: string
  /** As written, like every path here: a relative one is left to the caller to resolve. */
  readonly keyFile: string
}

const keyFile = {
  expected: 'the path of a file that holds a private key',
  cure: 'Write a path, such as ./dkim.pem; openssl genrsa -out dkim.pem 2048 makes one.',
}

const dkimSettings = {
  DKIM_DOMAIN: setting({
    standard: '',
    expected: 'a domain to sign for',
    cure: 'Write the domain of MAIL_FROM, such as example.com, or leave all three DKIM settings empty.',
    read: z.string().transform((text, context) => {
      const domain = asciiDomain(text)
      if (text !== '' && !domain?.includes('.')) context.addIssue({ code: 'custom' })
      return domain ?? ''
    }),
  }),
  DKIM_SELECTOR: setting({
    standard: '',
    expected: 'letters, digits and hyphens',
    cure: 'Write the part before ._domainkey of the key’s DNS record, such as mmr2026.',
    read: z.string().regex(/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?)?$/i),
  }),
  DKIM_KEY_FILE: setting({
    ...keyFile,
    standard: '',
    asWritten: true,
    read: z.string().transform(readKeyFile),
  }),
}

/** The key itself, written here by mistake, must not be quoted. */
function readKeyFile(text: string, context: z.RefinementCtx): string {
  const isPath = isOneLine(text) && !/BEGIN|PRIVATE/.test(text)
  if (!isPath) complain(context, { ...keyFile, given: '(hidden, because it may be a key)' })
  return text
}

type DkimNames = keyof typeof dkimSettings

export function dkimOf(settings: Record<DkimNames, string>): DkimConfig | null {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: keyFile } = settings
  return keyFile === '' ? null : { domain, selector, keyFile }
}

/** A signature needs all three: with some of them, mail would leave unsigned without a word. */
function checkDkim(settings: Record<DkimNames, string>, context: z.RefinementCtx) {
  const names: readonly DkimNames[] = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE']
  const set = names.filter((name) => settings[name] !== '')
  if (set.length === 0) return
  for (const name of names.filter((name) => settings[name] === '')) {
    const expected = `a value, because ${set.join(' and ')} ${set.length === 1 ? 'has' : 'have'} one`
    const cure = 'Set all three DKIM settings to sign mail, or none.'
    complain(context, { expected, given: '', cure }, [name])
  }
}

const mostConnections = 100
const mostPerSecond = 1000

const sendingSettings = {
  SMTP_CONNECTIONS: setting({
    standard: '5',
    expected: `a whole number from 1 to ${mostConnections}`,
    cure: 'Write for example 5; Microsoft 365 allows 3.',
    read: wholeNumber(1, mostConnections),
  }),
  SMTP_PER_SECOND: setting({
    standard: '10',
    expected: `messages a second from 0.1 to ${mostPerSecond}, with at most one decimal`,
    cure: 'Write for example 10, or 0.5 for thirty messages a minute.',
    read: z
      .string()
      .regex(/^\d{1,4}(\.\d)?$/)
      .transform(Number)
      .pipe(z.number().min(0.1).max(mostPerSecond)),
  }),
  GIVE_UP_HOURS: setting({
    standard: '24',
    expected: `a whole number of hours from 1 to ${mostHours}`,
    cure: 'Write for example 24.',
    read: wholeNumber(1, mostHours),
  }),
  ON_UNCERTAIN: setting({
    standard: 'hold',
    expected: 'hold or resend',
    cure: 'Write hold to decide for yourself, or resend, which may make two copies of a report.',
    read: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['hold', 'resend'])),
  }),
}

/** No message is tried any more after two weeks, and no link in one works. */
const fewestWeeks = 2
/** Ten years. */
const mostWeeks = 520

const keepingSettings = {
  KEEP_MESSAGES_WEEKS: setting({
    standard: '26',
    expected: `a whole number of weeks from ${fewestWeeks} to ${mostWeeks}`,
    cure: 'Write for example 26, for half a year.',
    read: wholeNumber(fewestWeeks, mostWeeks),
  }),
}

/** Every setting by name: the one list, in the order of `.env.example`. */
const table = z.object({
  ...peopleSettings,
  ...mailSettings,
  ...smtpOAuthSettings,
  ...dkimSettings,
  ...bounceSettings,
  ...bounceOAuthSettings,
  ...scheduleSettings,
  ...sendingSettings,
  ...webSettings,
  ...importSettings,
  ...databaseSettings,
  ...keepingSettings,
  ...companySettings,
  ...brandSettings,
  ...moneySettings,
  ...policySettings,
})

export type Settings = z.output<typeof table>

/**
 * Reads all of them. A rule that joins two settings is checked as soon as those two can be read,
 * whatever is wrong elsewhere, so that one run reports every fault.
 */
export const settings = table
  .superRefine(checkOwnCurrency, { when: ({ value }) => ownCurrency.safeParse(value).success })
  .superRefine(checkDkim, { when: ({ value }) => dkim.safeParse(value).success })
  .superRefine(checkOAuth, { when: ({ value }) => oauth.safeParse(value).success })
  .superRefine(checkImports, { when: ({ value }) => readableImports.safeParse(value).success })
  .superRefine(checkBands, { when: ({ value }) => bands.safeParse(value).success })

const ownCurrency = z.object({
  CURRENCY: z.string(),
  EXCHANGE_RATES: z.map(z.string(), z.bigint()),
})
const dkim = z.object({
  DKIM_DOMAIN: z.string(),
  DKIM_SELECTOR: z.string(),
  DKIM_KEY_FILE: z.string(),
})
const oauth = z.object({
  SMTP_URL: z.string().nullable(),
  BOUNCE_IMAP_URL: z.string().nullable(),
  ...textsIn(smtpOAuthSettings),
  ...textsIn(bounceOAuthSettings),
})
const limit = z.number().max(1000)
const bands = z.object({ RED_BELOW: limit, GREEN_FROM: limit })

/** What says whether all of them could be read. */
function textsIn(of: Readonly<Record<string, unknown>>): Record<string, z.ZodString> {
  return Object.fromEntries(Object.keys(of).map((name) => [name, z.string()]))
}

/** What is said of each setting, by name. */
export const described: ReadonlyMap<string, Description> = new Map(
  Object.entries(table.shape).flatMap(([name, schema]) => {
    const description = descriptions.get(schema)
    return description === undefined ? [] : [[name, description]]
  }),
)

const complaint = z.object({ expected: z.string(), given: z.string(), cure: z.string() })

/** What zod found, for people. `given` is the whole text of each variable. */
export function faultOfIssue(issue: z.core.$ZodIssue, given: Record<string, string>): Fault {
  const name = String(issue.path[0])
  const own = complaint.safeParse(issue.code === 'custom' ? issue.params : undefined)
  const { expected = '', cure = '' } = described.get(name) ?? {}
  return faultOf(name, own.success ? own.data : { expected, given: given[name] ?? '', cure })
}
