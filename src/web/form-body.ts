import { createHash } from 'node:crypto'
import { type Fields, filledBy, textFields } from '../report/update/form.js'
import { parseWeek } from '../report/week.js'
import type { Version } from '../store/answers.js'
import { type Body, one } from './guard.js'

/** The fields that the form has. */
export const formNames: readonly string[] = [...textFields, 'contacts']

/** What was typed and chosen. A group of choices of which none is chosen isn't sent at all. */
export function fieldsIn(body: Body): Fields {
  return filledBy((name) => one(body, name), body.get('contacts') ?? [])
}

/** The same for the same content: tells a second click from a page that was changed meanwhile. */
export function fingerprintOf(fields: Fields | 'unchanged' | 'reverted'): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url')
}

/** `2026-W46.1`, or `none`: the snapshot that a page was made from. */
export function baseText(base: Version | null): string {
  return base === null ? 'none' : `${base.week}.${base.version}`
}

/** What `baseText` wrote, or undefined for anything else. */
export function baseIn(text: string): Version | null | undefined {
  if (text === 'none') return null
  const [, weekText = '', digits = ''] = /^([^.]+)\.(\d{1,9})$/.exec(text) ?? []
  const week = parseWeek(weekText)
  return week === null ? undefined : { week, version: Number(digits) }
}
