import type { Mailbox } from '../address.js'
import type { Accent } from '../report/brand.js'
import type { ExchangeRates } from '../report/money.js'
import type { Policy } from '../report/policy.js'
import type { Person } from '../report/recipient.js'
import { type BouncesConfig, bouncesOf } from './bounces.js'
import { type Complaint, type Fault, faultOf } from './fault.js'
import { deepFrozen, misreadValues } from './fields.js'
import { type ImportsConfig, importsOf } from './imports.js'
import { type Environment, misspellings, type Variables } from './misspelling.js'
import { type OAuthConfig, oauthOf } from './oauth.js'
import { policyOf } from './policy.js'
import { unwrapped } from './quotation.js'
import { type ScheduleConfig, scheduleConfigOf } from './schedule.js'
import {
  type DkimConfig,
  described,
  dkimOf,
  faultOfIssue,
  type Settings,
  settings,
} from './settings.js'
import { warningsAbout } from './warning.js'
import { type WebConfig, webOf } from './web.js'

export { describeFault, type Fault } from './fault.js'
export type { Complaint, Environment, Mailbox }

/** All that admins have set, checked. The URLs of servers may hold passwords. */
export interface Config {
  readonly executives: readonly Person[]
  readonly accountManagers: {
    /** Every owner found in the data gets a digest; `listed` then only adds options to theirs. */
    readonly everyone: boolean
    readonly listed: readonly Person[]
  }
  readonly admins: readonly Person[]
  readonly mailFrom: Mailbox
  readonly replyTo: Mailbox | null
  readonly mail:
    | { readonly kind: 'smtp'; readonly url: string; readonly oauth: OAuthConfig | null }
    | { readonly kind: 'outbox'; readonly directory: string }
  /** The key that mail is signed with; null to leave it unsigned. */
  readonly dkim: DkimConfig | null
  readonly bounces: BouncesConfig & { readonly oauth: OAuthConfig | null }
  readonly sending: {
    /** To the mail server, at once. */
    readonly connections: number
    /** Messages, over all connections. */
    readonly perSecond: number
    readonly giveUpHours: number
    /** What becomes of a message that the server may or may not have taken. */
    readonly onUncertain: 'hold' | 'resend'
  }
  readonly schedule: ScheduleConfig
  /** Requested after each good Monday; it may hold a token. */
  readonly heartbeatUrl: string | null
  readonly web: WebConfig
  readonly imports: ImportsConfig
  readonly databaseFile: string
  readonly keeping: {
    /** For how many weeks messages are kept; what became of them stays. */
    readonly messagesWeeks: number
    /** Where messages are files while there is no mail server; as written. */
    readonly outboxDirectory: string
  }
  readonly companyName: string
  readonly accent: Accent
  /** As written: a relative one is left to the caller to resolve. Null for none. */
  readonly logoFile: string | null
  /** A file of the account managers' names and addresses, as written; null for none. */
  readonly ownersFile: string | null
  /** IANA zone of the report's weeks. */
  readonly timeZone: string
  /** BCP 47 tag. */
  readonly locale: string
  /** ISO 4217 code of the reporting currency. */
  readonly currency: string
  readonly exchangeRates: ExchangeRates
  readonly policy: Policy
}

export type ConfigReading =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly Fault[] }
  | { readonly ok: false; readonly faults: readonly Fault[] }

/** Every setting by name with its default, written as in the env file. */
export const defaults: ReadonlyMap<string, string> = new Map(
  [...described].map(([name, { standard }]) => [name, standard]),
)

/** Rules of settings by name, which take what others know: null where nothing is wrong. */
export type SettingRules = Readonly<Record<string, (text: string) => Complaint | null>>

/**
 * Reads the settings from the variables of the env file and of the process; the latter win. A
 * blank variable means the default, and a pair of quotation marks around one is left out. All faults are reported at once; the config is frozen.
 */
export function readConfig(environment: Environment, rules: SettingRules = {}): ConfigReading {
  const names = [...described.keys()]
  const real = unwrapped(definedIn(environment.process), names)
  const given = { ...definedIn(environment.file), ...real.variables }
  const reading = settings.safeParse(given)
  const earlier = [
    ...real.faults,
    ...misreadValues(given, described),
    ...Object.entries(rules).flatMap(([name, rule]) => {
      const complaint = rule(given[name]?.trim() ?? '')
      return complaint === null ? [] : [faultOf(name, complaint)]
    }),
  ]
  const told = new Set(earlier.map(({ variable }) => variable))
  const faults = [
    ...misspellings(environment, [...names, ...retiredSettings]),
    ...earlier,
    ...(reading.error?.issues ?? [])
      .map((issue) => faultOfIssue(issue, given))
      .filter(({ variable }) => !told.has(variable)),
  ]
  if (!reading.success || faults.length > 0) return deepFrozen({ ok: false, faults })
  const warnings = warningsAbout(reading.data)
  return deepFrozen({ ok: true, config: configOf(reading.data), warnings })
}

/** A variable that is `undefined` hides nothing of the file. */
function definedIn(variables: Variables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  )
}

function configOf(settings: Settings): Config {
  const { ACCOUNT_MANAGERS, SMTP_URL, OUTBOX_DIR } = settings
  const oauth = oauthOf(settings)
  return {
    executives: settings.EXECUTIVES,
    accountManagers: {
      everyone: ACCOUNT_MANAGERS.everyone,
      listed: ACCOUNT_MANAGERS.listed.map(everywhere),
    },
    admins: settings.ADMINS.map(everywhere),
    mailFrom: settings.MAIL_FROM,
    replyTo: settings.REPLY_TO,
    mail:
      SMTP_URL === null
        ? { kind: 'outbox', directory: OUTBOX_DIR }
        : { kind: 'smtp', url: SMTP_URL, oauth: oauth.smtp },
    dkim: dkimOf(settings),
    bounces: { ...bouncesOf(settings), oauth: oauth.bounces },
    sending: {
      connections: settings.SMTP_CONNECTIONS,
      perSecond: settings.SMTP_PER_SECOND,
      giveUpHours: settings.GIVE_UP_HOURS,
      onUncertain: settings.ON_UNCERTAIN,
    },
    schedule: scheduleConfigOf(settings),
    heartbeatUrl: settings.HEARTBEAT_URL,
    web: webOf(settings),
    imports: importsOf(settings),
    databaseFile: settings.DATABASE_URL,
    keeping: { messagesWeeks: settings.KEEP_MESSAGES_WEEKS, outboxDirectory: OUTBOX_DIR },
    companyName: settings.COMPANY_NAME,
    accent: settings.ACCENT_COLOR,
    logoFile: settings.LOGO_FILE || null,
    ownersFile: settings.OWNERS_FILE || null,
    timeZone: settings.TIME_ZONE,
    locale: settings.LOCALE,
    currency: settings.CURRENCY,
    exchangeRates: settings.EXCHANGE_RATES,
    policy: policyOf(settings),
  }
}

/** A region limits what executives see; the others' was warned about and has no effect. */
function everywhere(person: Person): Person {
  return { ...person, region: null }
}

/** What earlier versions read: left in a settings file, it stops no report. */
const retiredSettings = ['CHARTS']
