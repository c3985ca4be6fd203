import * as z from 'zod'
import { complain } from './setting.js'

/**
 * The URL of the mail server as nodemailer takes it, options in its query included; null for
 * none. It may hold a password: complaints quote no more of it than the scheme.
 */
export function readSmtpUrl(text: string, context: z.RefinementCtx): string | null {
  if (text === '') return null
  const problem = problemOf(text)
  if (problem === null) return text
  complain(context, { ...problem, given: hidden(text) })
  return z.NEVER
}

function problemOf(text: string) {
  if (!/^smtps?:\/\//i.test(text) || /[\p{C}\p{Z}]/u.test(text)) return malformed
  // For schemes it does not know, the URL standard checks no host: borrow one that it does.
  const borrowed = text.replace(/^smtps?:\/\/(?![/\\])/i, 'https://')
  const url = URL.canParse(borrowed) ? new URL(borrowed) : null
  if (url === null || url.protocol !== 'https:' || url.port === '0') return badHost
  return url.pathname !== '/' || url.hash !== '' || url.search.includes('@') ? unencoded : null
}

function hidden(text: string): string {
  const scheme = /^(smtp|http)s?:\/\//i.exec(text)?.[0] ?? ''
  return `${scheme}(hidden, because it may hold a password)`
}

const example = 'smtp://user:password@smtp.example.com:587'

const codes =
  'In user and password write special characters as percent codes: @ as %40, : as %3A, / as %2F, # as %23, ? as %3F, % as %25.'

const malformed = {
  expected: 'a URL that begins with smtp:// or smtps://, without blanks',
  cure: `Write ${example}; smtps:// is for servers that want TLS from the start, mostly on port 465.`,
}

const badHost = {
  expected: 'a host name and, after a colon, a port from 1 to 65535',
  cure: `Write ${example}. ${codes}`,
}

const unencoded = {
  expected: 'nothing but user, password, host, port and options',
  cure: `${codes} The form is ${example}.`,
}
