import * as z from 'zod'

/** Text without line breaks and other characters that could end a header or steer a terminal. */
export function isOneLine(text: string): boolean {
  return !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(text)
}

export const line = z.string().refine(isOneLine)
