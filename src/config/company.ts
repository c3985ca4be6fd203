import * as z from 'zod'
import { tidyName } from '../characters.js'
import { line } from './line.js'
import { complain, setting } from './setting.js'
import { zoneCure, zoneProblem } from './zone.js'

const aLocale = 'a language tag whose numbers and dates are known here'

function localeCure(meant: string | null): string {
  const standard = 'Write language and country with a hyphen, such as en-US, en-GB or de-DE.'
  return meant === null ? standard : `Write ${meant}: language and country with a hyphen.`
}

export const companySettings = {
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
