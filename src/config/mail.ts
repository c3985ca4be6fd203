import * as z from 'zod'
import { type Mailbox, readMailboxWithOptions } from '../address.js'
import { itemsOf } from './address-list.js'
import { line } from './line.js'
import { complain, setting } from './setting.js'
import { readSmtpUrl } from './smtp-url.js'

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
