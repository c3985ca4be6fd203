import * as z from 'zod'

/** A week, in hours: whatever is older, the next report is due. */
export const mostHours = 168

/** A whole number from `least` to `most`, in digits. */
export function wholeNumber(least: number, most: number): z.ZodType<number, string> {
  return z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(least).max(most))
}
