import { capitalised } from '../../characters.js'
import type { DeliveryReport, NotSubmitted } from '../../report/digest/admin.js'
import type { DeliveryTable } from './figure-table.js'
import { type List, listOf } from './list.js'
import { addressOf } from './owner.js'
import { cleanText, nameOf, sentence } from './phrase.js'
import { blankRow, type Row } from './row.js'
import type { MailLayout } from './sheet.js'

/** This edition's ledger beside the one before. */
export function deliveryTable(
  now: DeliveryReport,
  before: DeliveryReport | null,
  { format }: MailLayout,
): DeliveryTable {
  const line = (label: string, key: Counted, total = false) => ({
    label,
    now: format.count(now[key]),
    before: before === null ? '' : format.count(before[key]),
    total,
    always: total || key === 'submitted' || now[key] > 0 || (before?.[key] ?? 0) > 0,
  })
  const lines = [
    line('Submitted', 'submitted'),
    line('Failed', 'failed'),
    line('Uncertain: perhaps submitted', 'uncertain'),
    line('Skipped', 'skipped'),
    line('Open', 'open'),
    line('Planned', 'planned', true),
  ]
  return {
    caption: `Everyone but the admins, this edition${before === null ? '' : ' and the one before'}.`,
    now: format.shortWeek(now.week),
    before: before === null ? '' : format.shortWeek(before.week),
    lines: lines.filter(({ always }) => always).map(({ always: _, ...line }) => line),
  }
}

type Counted = Exclude<keyof DeliveryReport, 'week' | 'notSubmitted'>

/** Each person who didn't get the edition, and why. */
export function notSubmitted(report: DeliveryReport | null, sheet: MailLayout): List | null {
  const items = report?.notSubmitted ?? []
  const { format, caps } = sheet
  return listOf(
    {
      items,
      cap: caps.rows,
      caption: `${missed(items, sheet)} of ${format.shortWeek(report?.week ?? sheet.previousWeek)}${cure(items)}`,
      row: notSubmittedRow,
    },
    (rest) => `${format.count(rest.length)} more`,
  )
}

/** `1 digest`, or `1 digest and 2 other mails`. */
function missed(items: readonly NotSubmitted[], { format }: MailLayout): string {
  const digests = items.filter(({ mail }) => mail === 'report').length
  const others = items.length - digests
  const told = [
    ...(digests > 0 || others === 0 ? [format.counted(digests, 'digest')] : []),
    ...(others > 0
      ? [format.counted(others, digests > 0 ? 'other mail' : 'prompt or letter')]
      : []),
  ]
  return told.join(' and ')
}

/** Of what a person can have submitted again; the rest is under way, or was left out on purpose. */
function cure(items: readonly NotSubmitted[]): string {
  const settled = items.some(({ state }) => state === 'failed' || state === 'uncertain')
  return settled ? '; mmr deliveries numbers them, mmr resend NUMBER submits one again' : ''
}

function notSubmittedRow({ mail, name, address, role, state, reason }: NotSubmitted): Row {
  return {
    ...blankRow,
    name: nameOf(name),
    figure: capitalised(state),
    facts: `${mail === 'report' ? '' : `${mail} to `}${role.replace('-', ' ')}, ${addressOf(address)}`,
    reason: reason === null ? '' : sentence(cleanText(reason, 240)),
  }
}
