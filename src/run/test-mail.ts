import { randomBytes } from 'node:crypto'
import { composeMessage, messageIdOf } from '../mail/compose.js'
import type { Message } from '../mail/message.js'
import { logoImages } from '../mail/picture.js'
import { renderPrompt } from '../mail/render.js'
import { markedAsTest } from '../mail/test-mark.js'
import type { ReturnPath, Transport } from '../mail/transport.js'
import { cleanText, nameOf } from '../mail/view/phrase.js'
import type { Outcome } from '../report/delivery.js'
import type { EditionFacts } from '../report/facts.js'
import type { Role } from '../report/recipient.js'
import { slotOf } from '../report/slot.js'
import { shiftWeek, type Week } from '../report/week.js'
import { signingKey } from './compose.js'
import {
  anyReader,
  digestFor,
  type Illustrated,
  illustrated,
  promptsOf,
  type Reader,
  replyAddress,
} from './drafts.js'
import { type Portfolio, readWeekFacts, recipients } from './facts.js'
import { ledgerReport } from './ledger-report.js'
import { testLinks } from './links.js'
import { prompted } from './plan.js'
import { readPromptFacts, type Sendable } from './preview.js'
import { scheduleOf } from './timetable.js'
import { never, type Workspace } from './workspace.js'

/** Whose mail a test shows, and where it goes. */
export interface TestRequest {
  readonly kind: Sendable
  readonly week: Week
  /** Null for whatever `as` gets, or else an executive's. */
  readonly role: Role | null
  /** The address of the recipient whose mail it is; null for the first of the role. */
  readonly as: string | null
  /** Where it goes instead. */
  readonly address: string
  readonly transport: Transport
}

/** What came of a test, or why there is none. Nothing is recorded of it in any case. */
export type Tested =
  | {
      readonly kind: 'tested'
      readonly reader: Reader
      readonly subject: string
      readonly outcome: Outcome
    }
  /** Nobody, or somebody in several roles, is who was asked for. */
  | { readonly kind: 'no-reader' }
  | { readonly kind: 'several-roles'; readonly roles: readonly Role[] }
  | Exclude<Portfolio, { kind: 'facts' }>

/**
 * Submits a mail as somebody gets it to another address, marked as a test: from what its edition
 * froze or, where it has not been made, from what is known now. Nothing is written down, its links
 * are of no use, and its Message-ID is another each time.
 */
export async function sendTest(work: Workspace, request: TestRequest): Promise<Tested> {
  const { kind, week, address, transport } = request
  const read = kind === 'report' ? readWeekFacts : readPromptFacts
  const found = await read(work, week)
  if (found.kind !== 'facts') return found
  const chosen = readerOf(work, found.facts, request)
  if ('kind' in chosen) return chosen
  const render = kind === 'report' ? reportFor : promptFor
  const { message, images } = await render(work, found.facts, chosen)
  const marked = markedAsTest(message, noteOf(work, chosen, address))
  const bytes = await composed(work, { message: marked, images }, request)
  const occasion = kind === 'report' ? '' : kind
  const parcel = { kind: 'test', week, role: chosen.role, address, occasion, bytes }
  const returnPath = bouncingTo(work)
  const { stop = never } = work
  const outcome = await transport.submit(
    { ...parcel, ...(returnPath && { returnPath }) },
    stop.sending,
  )
  return { kind: 'tested', reader: chosen, subject: marked.subject, outcome }
}

/** Whoever sees all regions is more of an example than whoever sees one. */
function readerOf(
  { config }: Workspace,
  facts: EditionFacts,
  { kind, role, as }: TestRequest,
): Reader | Extract<Tested, { kind: 'no-reader' | 'several-roles' }> {
  const everyone = (kind === 'report' ? recipients : prompted)(config, facts)
  if (as !== null) {
    const named = everyone.filter((one) => one.address.toLowerCase() === as.toLowerCase())
    const [reader, ...others] = named.filter((one) => role === null || one.role === role)
    if (reader === undefined) return { kind: 'no-reader' }
    if (others.length === 0) return reader
    return { kind: 'several-roles', roles: named.map((one) => one.role) }
  }
  const wanted = kind === 'prompt' ? 'account-manager' : (role ?? 'executive')
  const fitting = everyone.filter((one) => one.role === wanted)
  const reader = fitting.find(({ region }) => region === null) ?? fitting[0]
  if (reader !== undefined) return reader
  return wanted === 'account-manager' ? { kind: 'no-reader' } : anyReader(wanted)
}

async function reportFor(
  work: Workspace,
  facts: EditionFacts,
  reader: Reader,
): Promise<Illustrated> {
  const ledger = await ledgerReport(work, facts)
  const digest = digestFor(facts, reader, () => ledger)
  const { cutOff } = facts
  const asked = reader.role === 'account-manager' ? digest.movements : []
  const kept = asked.filter(({ movement }) => movement !== 'lost')
  const own = canReportOn(work, shiftWeek(facts.week, 1)) ? kept : []
  const links = testLinks(work.config, own)
  return illustrated(digest, {
    cutOff,
    links,
    replyTo: replyAddress(work),
  })
}

async function promptFor(
  work: Workspace,
  facts: EditionFacts,
  reader: Reader,
): Promise<Illustrated> {
  const digestFor = await promptsOf(work, facts)
  const digest = digestFor(reader)
  const links = testLinks(work.config, canReportOn(work, facts.week) ? digest.open : [])
  return { message: renderPrompt(digest, links), images: logoImages(digest.presentation) }
}

function canReportOn({ config, now }: Workspace, week: Week): boolean {
  return slotOf(week, scheduleOf(config)).dueAt > now()
}

function noteOf({ config }: Workspace, reader: Reader, address: string): string {
  const { role, name } = reader
  const who = reader.address === '' ? `any ${role}` : `${nameOf(name || reader.address)}, ${role},`
  const links = config.web.url === null ? '' : ' Its links are of no use.'
  return `This is a test, sent to ${cleanText(address, 254)}. It is what ${who} gets.${links}`
}

async function composed(
  work: Workspace,
  { message, images }: { readonly message: Message; readonly images: Illustrated['images'] },
  { week, address }: TestRequest,
): Promise<Buffer> {
  const { config, now } = work
  const header = {
    from: config.mailFrom,
    to: { name: '', address },
    replyTo: config.replyTo,
    date: now(),
    messageId: messageIdOf(
      { kind: 'test', week, role: '', address },
      config.mailFrom,
      randomBytes(32),
    ),
  }
  // Mail programs would offer to unsubscribe, and nobody could be.
  return await composeMessage(message, header, {
    images,
    unsubscribeUrl: null,
    dkim: signingKey(work),
  })
}

/**
 * From the domain that the mail itself is from, on its way; no delivery can be named. A report that
 * comes back is listed as one that no signature proves.
 */
function bouncingTo({ config }: Workspace): ReturnPath | null {
  const { address } = config.bounces
  return address === null ? null : { address, envelopeId: 'test' }
}
