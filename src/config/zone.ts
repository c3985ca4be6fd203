import { IANAZone } from 'luxon'
import { didYouMean } from './resemblance.js'

/**
 * Whether `text` names a time zone of the IANA database. Bare offsets such as `+02:00`, which
 * some versions of Node.js take for one, are not: they know no summer time.
 */
export function isZone(text: string): boolean {
  return /^[A-Za-z]/.test(text) && IANAZone.isValidZone(text)
}

/** What to do about a zone that there isn't. */
export function zoneCure(text: string): string {
  const written = text.replaceAll(' ', '_')
  const zones = Intl.supportedValuesOf('timeZone')
  const city = zones.find((zone) => zone.toLowerCase().endsWith(`/${written.toLowerCase()}`))
  const question = city === undefined ? didYouMean(written, zones) : `Did you mean ${city}? `
  return `${question}Write a name of the IANA list, such as Europe/Berlin, America/New_York or UTC.`
}
