import * as z from 'zod'
import { readMailbox } from '../address.js'
import { complain, setting } from './fields.js'

/** Where mail that could not be delivered comes back to, and is read. */
export interface BouncesConfig {
  /** Each delivery's return path is this with a signature after a +; null for MAIL_FROM. */
  readonly address: string | null
  /** The mailbox that is read; null for none. It may hold a password. */
  readonly imapUrl: string | null
}

const address = {
  expected: 'one plain address with at most 27 characters before the @',
  cure: 'Write for example bounces@example.com: an address without a name, whose mail server takes bounces+anything@example.com, too.',
}

const example = 'imaps://user:password@imap.example.com/INBOX'

const codes =
  'In user and password write special characters as percent codes: @ as %40, : as %3A, / as %2F, # as %23, ? as %3F, % as %25.'

const url = {
  expected: 'imaps:// or imap:// with user, password, host and mailbox',
  cure: `Write ${example}; imap:// is for servers that begin in plain text, mostly on port 143. ${codes}`,
}

export const bounceSettings = {
  BOUNCE_ADDRESS: setting({ ...address, standard: '', read: z.string().transform(readBase) }),
  BOUNCE_IMAP_URL: setting({
    ...url,
    standard: '',
    asWritten: true,
    read: z.string().transform(readUrl),
  }),
}

interface BounceValues {
  readonly BOUNCE_ADDRESS: string | null
  readonly BOUNCE_IMAP_URL: string | null
}

export function bouncesOf({ BOUNCE_ADDRESS, BOUNCE_IMAP_URL }: BounceValues): BouncesConfig {
  return { address: BOUNCE_ADDRESS, imapUrl: BOUNCE_IMAP_URL }
}

/**
 * With its signature it must not be longer than servers take (RFC 5321: 64), in letters all of them
 * know.
 */
function readBase(text: string, context: z.RefinementCtx): string | null {
  if (text === '') return null
  const reading = readMailbox(text)
  const mailbox = reading.kind === 'mailbox' ? reading.mailbox : null
  if (mailbox?.name === '' && /^[\w.!#$%&'*+/=?^`{|}~-]{1,27}@/.test(mailbox.address)) {
    return mailbox.address
  }
  complain(context, { ...address, given: text })
  return z.NEVER
}

/** It holds a password: complaints quote no more of it than the scheme. */
function readUrl(text: string, context: z.RefinementCtx): string | null {
  if (text === '') return null
  // For schemes it does not know, the URL standard checks no host: borrow one that it does.
  const borrowed = text.replace(/^imaps?:\/\/(?![/\\])/i, 'https://')
  const read = URL.canParse(borrowed) ? new URL(borrowed) : null
  const isWhole =
    borrowed !== text &&
    !/[\p{C}\p{Z}]/u.test(text) &&
    read !== null &&
    ![read.username, read.hostname].includes('') &&
    read.port !== '0' &&
    read.hash === '' &&
    !read.search.includes('@')
  if (isWhole) return text
  const scheme = /^imaps?:\/\//i.exec(text)?.[0] ?? ''
  complain(context, { ...url, given: `${scheme}(hidden, because it may hold a password)` })
  return z.NEVER
}
