import * as z from 'zod'
import { type Mailbox, readMailboxWithOptions } from '../address.js'
import { complain, line, setting } from './fields.js'
import { itemsOf } from './people.js'

const address = {
  expected: 'one address, such as Full Name <name@example.com>',
  cure: 'Write exactly one address.',
}

const withoutOptions = {
  expected: 'an address without parentheses after it',
  cure: 'Leave the parentheses out: only recipients have options.',
}

/** From whom the mail is until an admin says so; no server outside this computer accepts it. */
export const standardSender: Mailbox = {
  name: 'Monday Morning Report',
  address: 'monday-morning-report@localhost',
}

export const mailSettings = {
  MAIL_FROM: setting({
    ...address,
    standard: `${standardSender.name} <${standardSender.address}>`,
    read: z.string().transform(readMailbox),
  }),
  REPLY_TO: setting({
    ...address,
    standard: '',
    read: z
      .string()
      .transform((text, context) => (text === '' ? null : readMailbox(text, context))),
  }),
  SMTP_URL: setting({
    standard: '',
    expected: 'smtp://host:port or smtps://host:port',
    cure: 'Write smtp://user:password@smtp.example.com:587, or leave it empty to write into the outbox.',
    asWritten: true,
    read: z.string().transform(readSmtpUrl),
  }),
  OUTBOX_DIR: setting({
    standard: './outbox',
    expected: 'the path of a folder',
    cure: 'Write a path, such as ./outbox.',
    asWritten: true,
    read: line,
  }),
}

function readMailbox(text: string, context: z.RefinementCtx): Mailbox {
  const [item = '', ...others] = itemsOf(text)
  const reading = readMailboxWithOptions(item)
  if (others.length > 0) complain(context, { ...address, given: text })
  else if (reading.kind === 'fault') complain(context, { ...reading.fault, given: item })
  else if (reading.options !== null) complain(context, { ...withoutOptions, given: text })
  else return reading.mailbox
  return z.NEVER
}

/**
 * The URL of the mail server as nodemailer takes it, options in its query included; null for
 * none. It may hold a password: complaints quote no more of it than the scheme.
 */
function readSmtpUrl(text: string, context: z.RefinementCtx): string | null {
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
