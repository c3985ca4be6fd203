import * as z from 'zod'
import { tidyName } from '../characters.js'
import { line } from './line.js'
import { complain, setting } from './setting.js'
import { zoneCure, zoneProblem } from './zone.js'

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
    expected: 'a language tag whose numbers and dates are known here',
    cure: 'Write language and country with a hyphen, such as en-US, en-GB or de-DE.',
    read: z
      .string()
      .refine(isLocale)
      .transform((text) => Intl.getCanonicalLocales(text)[0] ?? text),
  }),
}

function isLocale(text: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(text).length === 1
  } catch {
    return false
  }
}
