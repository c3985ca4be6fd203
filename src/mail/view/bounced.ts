import { capitalised } from '../../characters.js'
import { bounceWords, type ReplyKind } from '../../report/bounce.js'
import type { BouncedDelivery, MailboxFault, RepliedDelivery } from '../../report/digest/admin.js'
import type { Role } from '../../report/recipient.js'
import { type List, listOf } from './list.js'
import { addressOf } from './owner.js'
import { cleanText, nameOf, sentence } from './phrase.js'
import { blankRow, type Row } from './row.js'
import { instantOf, type MailLayout } from './sheet.js'

/** Messages that came back after a server had taken them, each with what to do about it. */
export function bounced(items: readonly BouncedDelivery[], sheet: MailLayout): List | null {
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption: `${format.counted(items.length, 'message')} came back after a server had taken ${items.length === 1 ? 'it' : 'them'}`,
      row: (one) => bouncedRow(one, sheet),
    },
    (rest) => `${format.count(rest.length)} more; mmr deliveries lists them`,
  )
}

function bouncedRow(one: BouncedDelivery, sheet: MailLayout): Row {
  const { name, action, status } = one
  return {
    ...blankRow,
    name: nameOf(name),
    figure: figures[action],
    figureNote: status ?? '',
    facts: factsOf(one, sheet),
    reason: reasonOf(one),
    action: cureOf(one),
  }
}

const figures: Readonly<Record<BouncedDelivery['action'], string>> = {
  failed: 'Bounced',
  delayed: 'Delayed',
  'in-words': 'In words',
}

function factsOf(one: BouncedDelivery | RepliedDelivery, sheet: MailLayout): string {
  const { role, address, week, receivedAt } = one
  return [
    role.replace('-', ' '),
    addressOf(address),
    sheet.format.shortWeek(week),
    instantOf(receivedAt, sheet),
  ].join(', ')
}

function reasonOf(one: BouncedDelivery): string {
  const { action, diagnostic } = one
  if (action !== 'in-words') return saidIn(diagnostic, 240)
  const told = capitalised(bounceWords(one))
  return saidIn(diagnostic === null ? told : `${told}: ${diagnostic}`, 500)
}

function saidIn(words: string | null, limit: number): string {
  return words === null ? '' : sentence(cleanText(words, limit))
}

/** By the status (RFC 3463): 5.2 is about the mailbox, 5.7 about who may write to it. */
function cureOf({ action, kind, status, role }: BouncedDelivery): string {
  if (action === 'in-words') {
    return `read why; if the address is wrong, correct it ${places[role]}.`
  }
  if (action === 'delayed') return 'nothing to do yet, a mail server on the way still tries.'
  if (kind === 'transient') {
    return 'ask them if it happens again: a mail server gave up for now, and the address may be right.'
  }
  if (status.startsWith('5.2.')) return 'ask them about their mailbox; the address may be right.'
  if (status.startsWith('5.7.')) {
    return 'show their mail administrator why: their server refuses the mail, and the address may be right.'
  }
  return `correct the address ${places[role]}.`
}

const places: Readonly<Record<Role, string>> = {
  executive: 'in the settings (EXECUTIVES)',
  'account-manager': 'in the accounts’ data, or in the settings (ACCOUNT_MANAGERS)',
  admin: 'in the settings (ADMINS)',
}

/** What else came to return paths: shown as what it is, because nobody reads the mailbox. */
export function replied(items: readonly RepliedDelivery[], sheet: MailLayout): List | null {
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption: `${format.counted(items.length, 'message')} replied to, at an address that nobody reads`,
      row: (one) => ({
        ...blankRow,
        name: nameOf(one.name),
        figure: replyFigures[one.kind],
        facts: factsOf(one, sheet),
        reason: saidIn(one.words, 240),
        action: replyCures[one.kind],
      }),
    },
    (rest) => `${format.count(rest.length)} more`,
  )
}

const replyFigures: Readonly<Record<ReplyKind, string>> = {
  automatic: 'Automatic',
  person: 'A person',
  complaint: 'Complaint',
  receipt: 'Receipt',
  success: 'No failure',
  'too-large': 'Too large',
  unreadable: 'Unreadable',
}

const replyCures: Readonly<Record<ReplyKind, string>> = {
  automatic: 'nothing to do, unless they have left or it wants to be confirmed.',
  person: 'answer them, they may think that somebody has read it.',
  complaint: 'ask them whether they want these mails; their program took them for unwanted.',
  receipt: 'nothing to do.',
  success: 'nothing to do.',
  'too-large': 'look into the mailbox of bounces, it may say that the message came back.',
  unreadable: 'look into the mailbox of bounces, it may say that the message came back.',
}

/** That nobody knows what came back, and what to do about it. */
export function bounceMailbox(fault: MailboxFault | null, sheet: MailLayout): List | null {
  return listOf(
    {
      items: fault === null ? [] : [fault],
      cap: 1,
      caption: 'What came back since then is not known',
      row: ({ since, reason }) => ({
        ...blankRow,
        name: 'The mailbox of bounces',
        figure: 'Failing',
        facts: `since ${instantOf(since, sheet)}`,
        reason: sentence(cleanText(reason, 240)),
        action: 'check BOUNCE_IMAP_URL; mmr bounces tries it.',
      }),
    },
    () => '',
  )
}
