import { IANAZone } from 'luxon'
import * as z from 'zod'
import { composed, misreadPiece } from '../characters.js'
import { type Complaint, type Fault, faultOf } from './fault.js'
import { didYouMean } from './misspelling.js'

/** What is said of a setting, apart from its name. */
export interface Description {
  /** What holds when the variable is absent or blank, written as in the env file. */
  readonly standard: string
  /** For a fault, unless the reader has a complaint of its own that says more. */
  readonly expected: string
  readonly cure: string
  /** True for paths and secrets, in which every byte counts. */
  readonly asWritten?: true
}

export interface Setting<Value> extends Description {
  /** Makes the value out of the text, which is trimmed and, unless `asWritten`, composed. */
  readonly read: z.ZodType<Value, string>
}

export const descriptions = z.registry<Description>()

/** The schema of a setting: reads its default just as it reads what an admin wrote. */
export function setting<Value>({ read, ...description }: Setting<Value>) {
  const { standard, asWritten = false } = description
  return z
    .string()
    .optional()
    .transform((text = '') => (asWritten ? text.trim() : composed(text)) || standard)
    .pipe(read)
    .register(descriptions, description)
}

/** Refuses what is being read. `path` names the variable where a rule joins several. */
export function complain(context: z.RefinementCtx, complaint: Complaint, path: string[] = []) {
  context.addIssue({ code: 'custom', params: { ...complaint }, path })
}

/** Text without line breaks and other characters that could end a header or steer a terminal. */
export function isOneLine(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)
}

export const line = z.string().refine(isOneLine)

/** A week, in hours: whatever is older, the next report is due. */
export const mostHours = 168

/** A whole number from `least` to `most`, in digits. */
export function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(least).max(most))
}

/** One `name=value` of a list; `value` is empty when there is no `=`. */
export interface Pair {
  readonly name: string
  readonly value: string
  /** The pair as it was written. */
  readonly given: string
}

/** The pairs of `name=value, name=value`, or with another separator; blank ones are left out. */
export function pairsOf(text: string, separator = ','): Pair[] {
  return text
    .split(separator)
    .map((given) => given.trim())
    .filter((given) => given !== '')
    .map((given) => {
      const [name = '', ...rest] = given.split('=')
      return { name: name.trim(), value: rest.join('=').trim(), given }
    })
}

/** The items whose key an earlier one has already, ignoring case. */
export function repeated<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const seen = new Set<string>()
  return items.filter((item) => {
    const key = keyOf(item).toLowerCase()
    return seen.size === seen.add(key).size
  })
}

/** What keeps a text from naming the zone that its writer means, and what to do; null for nothing. */
export function zoneProblem(text: string): { expected: string; cure: string } | null {
  const offset = fixedOffset.test(text)
  if (offset || /^[^A-Za-z]/.test(text)) return { expected: zone, cure: offsetCure }
  const meant = abbreviations[text.toUpperCase()]
  if (meant !== undefined || (isAbbreviation.test(text) && !knownByLetters.test(text))) {
    return { expected: `${zone} by its name`, cure: abbreviationCure(text, meant) }
  }
  return IANAZone.isValidZone(text) ? null : { expected: zone, cure: zoneCure(text) }
}

const zone = 'a time zone'

/** `+02:00`, `GMT+1`, `UTC-5`, and `Etc/GMT+5`, which is five hours behind. */
const fixedOffset = /^(etc\/)?(gmt|utc|ut|z)?\s?[+-](?!0+$)\d{1,2}(:?\d\d)?$/i

const offsetCure =
  'An offset knows no summer time, so reports would be an hour off for half of the year. Write a city of the zone from the IANA list, such as Europe/Berlin or America/New_York.'

const isAbbreviation = /^([a-z]{3,4}|systemv\/.*)$/i

/** Names of the IANA list all the same; those of the European ones have its summer time. */
const knownByLetters = /^(utc|uct|gmt|zulu|gmt0|wet|cet|met|eet|prc|roc|rok|cuba|eire|iran)$/i

/**
 * Where people mean by what they call their zone. Programs read `EST` as a zone that has no summer
 * time, and `BST` as Bangladesh.
 */
const abbreviations: Readonly<Record<string, string>> = {
  EST: 'America/New_York, or America/Panama where clocks never change',
  EDT: 'America/New_York',
  ET: 'America/New_York',
  CST: 'America/Chicago',
  CDT: 'America/Chicago',
  MST: 'America/Denver, or America/Phoenix where clocks never change',
  MDT: 'America/Denver',
  PST: 'America/Los_Angeles',
  PDT: 'America/Los_Angeles',
  PT: 'America/Los_Angeles',
  AKST: 'America/Anchorage',
  HST: 'Pacific/Honolulu',
  AST: 'America/Halifax, or America/Puerto_Rico where clocks never change',
  BST: 'Europe/London',
  IST: 'Asia/Kolkata, Europe/Dublin or Asia/Jerusalem',
  CEST: 'Europe/Berlin',
  MEZ: 'Europe/Berlin',
  MESZ: 'Europe/Berlin',
  EEST: 'Europe/Helsinki',
  JST: 'Asia/Tokyo',
  AEST: 'Australia/Sydney',
  AEDT: 'Australia/Sydney',
  NZST: 'Pacific/Auckland',
}

function abbreviationCure(text: string, meant: string | undefined): string {
  const cities = meant ?? 'the city, such as Europe/Berlin or America/New_York'
  return `${text} says nothing of summer time, or is read as another zone. Write ${cities}.`
}

/** Greenwich's own time, all year round: in summer, London's clocks show another. */
export function isGreenwich(text: string): boolean {
  return /^(etc\/)?(gmt([+-]?0)?|greenwich)$/i.test(text)
}

/** What to do about a zone that there isn't. */
export function zoneCure(text: string): string {
  const written = text.replaceAll(' ', '_')
  const zones = Intl.supportedValuesOf('timeZone')
  const city = zones.find((zone) => zone.toLowerCase().endsWith(`/${written.toLowerCase()}`))
  const question = city === undefined ? didYouMean(written, zones) : `Did you mean ${city}? `
  return `${question}Write a name of the IANA list, such as Europe/Berlin, America/New_York or UTC.`
}

/** The value itself, frozen to its depth. A `Map` stays guarded by its type alone. */
export function deepFrozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFrozen)
  }
  return value
}

/** Values that lost letters on their way here: as they are, they would be garbled in every mail. */
export function misreadValues(
  given: Readonly<Record<string, string>>,
  described: ReadonlyMap<string, Description>,
): Fault[] {
  return [...described].flatMap(([name, { asWritten = false }]) => {
    const piece = misreadPiece(given[name] ?? '')
    if (piece === null || asWritten) return []
    return [faultOf(name, { ...garbled, given: piece })]
  })
}

const garbled = {
  expected: 'letters as people write them',
  cure: 'This is what is left of a letter that was read in the wrong encoding: save the env file as UTF-8, and write the value anew.',
}
