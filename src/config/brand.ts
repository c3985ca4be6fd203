import * as z from 'zod'
import { palette } from '../palette.js'
import type { Accent } from '../report/brand.js'
import { accentOf, contrast, darkened, leastOnWhite } from './accent.js'
import { line } from './line.js'
import { complain, setting } from './setting.js'

const accent = {
  expected: 'a colour as # and six digits of 0-9 and a-f',
  cure: `Write it as ${palette.light.accent}, which is a dark blue.`,
}

export const brandSettings = {
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
  CHARTS: setting({
    standard: 'yes',
    expected: 'yes or no',
    cure: 'Write no for mails without charts, or leave the line out.',
    read: z
      .string()
      .toLowerCase()
      .pipe(z.enum(['yes', 'no']))
      .transform((answer) => answer === 'yes'),
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
