import type { BouncedDelivery, MailboxFault } from '../../report/digest/admin.js'
import type { Role } from '../../report/recipient.js'
import { instantOf } from './instant.js'
import { type List, listOf } from './list.js'
import { addressOf } from './owner.js'
import { nameOf, phrase, sentence } from './phrase.js'
import { blankRow, type Row } from './row.js'
import type { Sheet } from './sheet.js'

/** Messages that came back after a server had taken them, each with what to do about it. */
export function bounced(items: readonly BouncedDelivery[], sheet: Sheet): List | null {
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

function bouncedRow(one: BouncedDelivery, sheet: Sheet): Row {
  const { name, address, role, week, action, status, diagnostic, receivedAt } = one
  const told = [
    role.replace('-', ' '),
    addressOf(address),
    sheet.format.shortWeek(week),
    instantOf(receivedAt, sheet),
  ]
  return {
    ...blankRow,
    name: nameOf(name),
    figure: action === 'failed' ? 'Bounced' : 'Delayed',
    figureNote: status,
    facts: told.join(', '),
    reason: diagnostic === null ? '' : sentence(phrase(diagnostic, 240)),
    action: cureOf(one),
  }
}

/** By the status (RFC 3463): 5.2 is about the mailbox, 5.7 about who may write to it. */
function cureOf({ action, kind, status, role }: BouncedDelivery): string {
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

/** That nobody knows what came back, and what to do about it. */
export function bounceMailbox(fault: MailboxFault | null, sheet: Sheet): List | null {
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
        reason: sentence(phrase(reason, 240)),
        action: 'check BOUNCE_IMAP_URL; mmr bounces tries it.',
      }),
    },
    () => '',
  )
}
