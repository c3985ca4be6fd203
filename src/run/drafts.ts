import { type Format, formatOf } from '../format.js'
import type { InlineImage } from '../mail/compose.js'
import type { Digest, Message, MessageLinks, TextMessage } from '../mail/message.js'
import { logoImages } from '../mail/picture.js'
import {
  type Lack,
  type NoticeFacts,
  type RenderOptions,
  renderLetter,
  renderMessage,
  renderNotice,
  renderPrompt,
} from '../mail/render.js'
import { managerKey } from '../report/account.js'
import { accountManagerDigest } from '../report/digest/account-manager.js'
import { adminDigest, type LedgerReport } from '../report/digest/admin.js'
import { type Addressee, executiveDigest } from '../report/digest/digest.js'
import { askedByManager, type PromptDigest, promptDigest } from '../report/digest/prompt.js'
import type { EditionFacts } from '../report/facts.js'
import type { Role } from '../report/recipient.js'
import { slotOf } from '../report/slot.js'
import type { Snapshot } from '../report/snapshot.js'
import { answersBefore, answersWith } from '../report/update/answers.js'
import { nothingListed } from '../report/update/contract.js'
import { type DifferenceRow, differenceRows, differences } from '../report/update/difference.js'
import { localTime, parseDay, shiftWeek } from '../report/week.js'
import { readAnswered } from '../store/answers.js'
import { DatabaseFault } from '../store/database-fault.js'
import type { Delivery } from '../store/deliveries.js'
import { type Edition, readFacts, readLackingRates, readSkipped } from '../store/editions.js'
import { readChangesToTell, type ToldChange } from '../store/links.js'
import { readVersionsOf } from '../store/snapshots.js'
import { activeAccounts, presentation, recipients } from './facts.js'
import { ledgerReport } from './ledger-report.js'
import { askedAccounts, type ReportingOn } from './links.js'
import { withMendedOwners } from './mended-owners.js'
import { scheduleOf } from './timetable.js'
import { isoUtc, type Workspace } from './workspace.js'

/** A message and the pictures that it has to carry; in words alone where nothing else is left. */
export interface Drafted {
  readonly message: Message | TextMessage
  readonly images: readonly InlineImage[]
}

/** An edition on its way to be messages: what each of them says, once its links are known. */
export interface Draft {
  /** What account managers are asked for by it. */
  readonly asked: ReportingOn
  readonly render: (delivery: Delivery, links: MessageLinks | null) => Drafted
}

/** The draft of an edition, from what it froze. */
export async function draftOf(work: Workspace, edition: Edition): Promise<Draft> {
  switch (edition.kind) {
    case 'report':
      return await reportDraft(work, edition)
    case 'prompt':
      return await promptDraft(work, edition)
    case 'change':
      return await changeDraft(work, edition)
    case 'new-link':
      return await newLinkDraft(work, edition)
    default:
      return await noticeDraft(work, edition)
  }
}

async function reportDraft(work: Workspace, edition: Edition): Promise<Draft> {
  const facts = await readFacts(work.db, edition.editionId)
  if (facts === null) throw new Error(`edition ${edition.editionId} has lost its facts`)
  const ledger = await ledgerOrFault(work, facts)
  const mended = await withMendedOwners(work, facts)
  const { cutOff } = facts
  const replyTo = replyAddress(work)
  return {
    // Whoever reads it on Monday reports on the week that has begun.
    asked: { week: shiftWeek(edition.week, 1), accounts: askedAccounts(mended) },
    render: (delivery, links) => {
      const known = delivery.role === 'account-manager' ? mended : facts
      return illustrated(digestFor(known, delivery, ledger), { cutOff, links, replyTo })
    },
  }
}

/** What the ledger says, given when it is asked for; a fault in it is thrown then. */
async function ledgerOrFault(work: Workspace, facts: EditionFacts): Promise<() => LedgerReport> {
  try {
    const ledger = await ledgerReport(work, facts)
    return () => ledger
  } catch (fault) {
    if (fault instanceof DatabaseFault) throw fault
    return () => {
      throw fault
    }
  }
}

/** Where answers go. */
export function replyAddress({ config }: Workspace): string {
  return (config.replyTo ?? config.mailFrom).address
}

/** What is told instead of a report. */
async function noticeDraft(work: Workspace, edition: Edition): Promise<Draft> {
  const notice = await noticeOf(work, edition)
  const images = logoImages(notice.presentation)
  return {
    asked: { week: edition.week, accounts: [] },
    render: (_, links) => ({ message: renderNotice({ ...notice, links }), images }),
  }
}

async function noticeOf(work: Workspace, edition: Edition): Promise<NoticeFacts> {
  const { kind, week, madeAt } = edition
  const common = { presentation: presentation(work), at: madeAt, links: null }
  if (kind !== 'skipped')
    return { ...common, kind: 'held', week, lacks: await lackOf(work, edition) }
  const [latest = week, ...others] = await readSkipped(work.db, madeAt)
  return { ...common, kind, weeks: [latest, ...others] }
}

async function lackOf({ db }: Workspace, { editionId }: Edition): Promise<Lack> {
  const currencies = await readLackingRates(db, editionId)
  return currencies.length === 0 ? { kind: 'snapshots' } : { kind: 'rates', currencies }
}

/** What managers are told was changed in their names, with what it said before. */
async function changeDraft(work: Workspace, edition: Edition): Promise<Draft> {
  const { week } = edition
  const told = await readChangesToTell(work.db, edition.editionId)
  const changes = new Map(told.map((change) => [change.deliveryId, change]))
  // A link takes back one account's change; of several, each is corrected on its own page.
  const single = told.filter(({ together }) => together.length < 2)
  const revertible = new Map(single.map((change) => [change.deliveryId, change]))
  const accountIds = [...new Set(told.map(({ accountId }) => accountId))]
  const versions = await readVersionsOf(work.db, accountIds, week)
  const shown = presentation(work)
  const { timeZone } = work.config
  const format = formatOf(work.config)
  const common = { presentation: shown, timeZone, week, at: isoUtc(work.now()) }
  return {
    asked: { week, accounts: [], changes: revertible },
    render: ({ deliveryId }, links) => {
      const change = changes.get(deliveryId)
      if (change === undefined) throw new Error(`delivery ${deliveryId} has lost its change`)
      const { name: account, recordedAt: changedAt, accountId, together } = change
      const images = logoImages(shown)
      if (together.length > 1) {
        const of = { accounts: together, changedAt }
        return { message: renderLetter({ ...common, kind: 'unchanged', links, ...of }), images }
      }
      const rows = rowsOf(change, versions.get(accountId) ?? [], format)
      const of = { account, changedAt, changes: rows }
      return { message: renderLetter({ ...common, kind: 'change', links, ...of }), images }
    },
  }
}

/** Whatever was recorded by now counts here, cut-off or not. */
function rowsOf(
  { accountId, week, version }: ToldChange,
  versions: readonly Snapshot[],
  format: Format,
): DifferenceRow[] {
  const after = versions.find((one) => one.week === week && one.version === version)
  if (after === undefined) throw new Error(`version ${version} of ${accountId} in ${week} is gone`)
  const counting = versions.filter((one, index) => versions[index - 1]?.week !== one.week)
  const said = { counting, versions, listed: nothingListed }
  const before = answersBefore(said, { week, version })
  return differenceRows(differences(before, answersWith(said, after)), format)
}

/** The new link that somebody asked for, to all of their accounts. */
async function newLinkDraft(work: Workspace, { week }: Edition): Promise<Draft> {
  const accounts = await activeAccounts(work, week)
  const shown = presentation(work)
  const { timeZone } = work.config
  const common = { presentation: shown, timeZone, week, at: isoUtc(work.now()) }
  return {
    asked: { week, accounts },
    render: (_, links) => ({
      message: renderLetter({ ...common, kind: 'new-link', links }),
      images: logoImages(shown),
    }),
  }
}

/** What each manager is asked, about the week that still runs. */
async function promptDraft(work: Workspace, edition: Edition): Promise<Draft> {
  const frozen = await readFacts(work.db, edition.editionId)
  if (frozen === null) throw new Error(`edition ${edition.editionId} has lost its facts`)
  const facts = await withMendedOwners(work, frozen)
  const digestFor = await promptsOf(work, facts)
  const images = logoImages(facts.presentation)
  return {
    asked: { week: facts.week, accounts: askedAccounts(facts) },
    render: (delivery, links) => ({ message: renderPrompt(digestFor(delivery), links), images }),
  }
}

/** The prompts of an edition's facts, each on the clocks of its reader. */
export async function promptsOf(
  work: Workspace,
  facts: EditionFacts,
): Promise<(recipient: { readonly name: string; readonly address: string }) => PromptDigest> {
  const { config } = work
  const answered = await readAnswered(work.db, facts.week, facts.cutOff)
  const closesAt = isoUtc(slotOf(facts.week, scheduleOf(config)).dueAt)
  const managers = recipients(config, facts).filter(({ role }) => role === 'account-manager')
  const zones = new Map(managers.map((one) => [managerKey(one), one.zone]))
  const asked = askedByManager(facts)
  return (recipient) => {
    const timeZone = zones.get(managerKey(recipient)) ?? config.timeZone
    const today = parseDay(localTime(work.now(), timeZone).slice(0, 10))
    if (today === null) throw new Error(`there is no day now in ${timeZone}`)
    const own = asked.get(managerKey(recipient)) ?? []
    return promptDigest(facts, { recipient, own, answered, today, closesAt, timeZone })
  }
}

/** A message and the pictures that it has to carry. */
export interface Illustrated {
  readonly message: Message
  readonly images: readonly InlineImage[]
}

/** A digest as a message with its logo. The same digest and options give the same bytes. */
export function illustrated(digest: Digest, options: RenderOptions = {}): Illustrated {
  return { message: renderMessage(digest, options), images: logoImages(digest.presentation) }
}

/** Whom a digest is for, as far as it matters to what it says. */
export interface Reader extends Addressee {
  readonly role: Role
  readonly region: string | null
}

/** Nobody in particular: what the role as a whole is told. */
export function anyReader(role: 'executive' | 'admin'): Reader {
  return { role, name: '', address: '', region: null }
}

/**
 * The digest that a reader gets of an edition's facts. `ledger` is asked for admins alone, so a fault
 * in what only they are told keeps back nobody else's.
 */
export function digestFor(facts: EditionFacts, reader: Reader, ledger: () => LedgerReport): Digest {
  const addressee = { name: reader.name, address: reader.address }
  const somebody = reader.address === '' ? null : addressee
  switch (reader.role) {
    case 'executive':
      return executiveDigest(facts, somebody, reader.region)
    case 'account-manager':
      return accountManagerDigest(facts, addressee)
    case 'admin':
      return adminDigest(facts, somebody, ledger())
  }
}
