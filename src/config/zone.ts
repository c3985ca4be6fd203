import { IANAZone } from 'luxon'
import { didYouMean } from './resemblance.js'

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
