import type { DeliveryReport, NotSubmitted } from '../report/digest/admin.js'
import type { Week } from '../report/week.js'
import type { TextMessage } from './message.js'
import { cleanText } from './view/phrase.js'

/** What admins are told without any template. */
export interface PlainNotice {
  readonly companyName: string
  readonly about:
    | { readonly kind: 'deliveries'; readonly report: DeliveryReport }
    | { readonly kind: 'held' | 'skipped'; readonly week: Week }
  /** Why they don't get the usual form. */
  readonly why: string
}

/** A message of words alone: what became of an edition, and what to do. */
export function plainNotice({ companyName, about, why }: PlainNotice): TextMessage {
  const { week } = about.kind === 'deliveries' ? about.report : about
  const paragraphs = [
    `${cleanText(companyName, 60)}: ${headline(about)}`,
    ...(about.kind === 'deliveries'
      ? missed(about.report.notSubmitted)
      : [cures[about.kind](week)]),
    'This mail has its plain form, because its usual one could not be made:',
    `  ${cleanText(why, 500)}`,
    'mmr check says more. When that is put right, mmr deliveries numbers what did not leave, and ' +
      'mmr resend NUMBER submits one again.',
    'You get this because the report’s settings name you as an admin.',
  ]
  const subject = `Monday Morning Report ${week}: ${summary(about)}`
  return { subject, text: `${paragraphs.join('\n\n')}\n` }
}

function summary(about: PlainNotice['about']): string {
  if (about.kind !== 'deliveries') return `${about.kind}, nobody got a report`
  const { planned, submitted, failed } = about.report
  return `${submitted} of ${planned} submitted${failed === 0 ? '' : `, ${failed} failed`}`
}

function headline(about: PlainNotice['about']): string {
  if (about.kind !== 'deliveries') return `the report of ${about.week} was ${summary(about)}.`
  const { week, planned, ...counts } = about.report
  const kinds = ['submitted', 'failed', 'uncertain', 'skipped', 'open'] as const
  const told = kinds.filter((kind) => kind === 'submitted' || counts[kind] > 0)
  const parts = told.map((kind) => `${counts[kind]} ${kind}`)
  return `the report of ${week} to everyone but the admins: ${planned} planned, ${parts.join(', ')}.`
}

const cures = {
  held: (week: Week) =>
    'There are no snapshots of that week, or a currency has no rate: mmr check says which. Then: ' +
    `mmr send --week ${week}.`,
  skipped: (week: Week) => `To send it after all: mmr send --week ${week}.`,
}

/** A mail that lists hundreds tells no more than one that lists some. */
const mostListed = 50

function missed(items: readonly NotSubmitted[]): string[] {
  if (items.length === 0) return []
  const listed = items.slice(0, mostListed).map(({ mail, state, role, name, address, reason }) => {
    const mailbox = cleanText(address, 254)
    const who = name === '' ? mailbox : `${cleanText(name, 80)} <${mailbox}>`
    return `- ${state}: ${mail === 'report' ? '' : `${mail} to `}${role} ${who}${reason === null ? '' : `\n  ${cleanText(reason, 400)}`}`
  })
  const rest = items.length - listed.length
  return [['Not submitted:', ...listed, ...(rest > 0 ? [`- ${rest} more`] : [])].join('\n')]
}
