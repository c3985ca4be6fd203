import { readFile, unlink } from 'node:fs/promises'
import PostalMime from 'postal-mime'
import type { Config } from '../config/config.js'
import { writeLasting } from '../disk/lasting-file.js'
import { oldFiles, ownFile, previewOf, removeFile } from '../mail/outbox.js'
import { redacted, stillNames } from '../mail/redaction.js'
import { type Identity, isNamedIn, type Pseudonym } from '../report/pseudonym.js'
import { readOwnedIds } from '../store/accounts.js'
import { type Erasure, erase } from '../store/erase.js'
import { readSentMail } from '../store/messages.js'
import {
  type PersonalRow,
  type PersonalTable,
  personal,
  readFactsNaming,
  readNames,
  readRows,
} from '../store/personal.js'
import { writeAnew } from './keeping.js'
import { isoUtc, type Unshrinkable, type Workspace } from './workspace.js'

/** All that is kept about somebody; rows are as the database has them. */
export interface PersonRecord {
  readonly address: string
  readonly names: readonly string[]
  /** Settings that name them. */
  readonly settings: readonly string[]
  /** The ids of the accounts that are in their name today. */
  readonly owned: readonly string[]
  readonly rows: Readonly<Partial<Record<PersonalTable, readonly PersonalRow[]>>>
  /** What the facts of editions say of them, and where in them. */
  readonly facts: readonly FactsMention[]
  /** The source of each mail to them that is still kept, by delivery. */
  readonly mails: readonly { readonly deliveryId: number; readonly source: string }[]
}

export interface FactsMention {
  readonly editionId: number
  readonly mentions: readonly { readonly path: string; readonly text: string }[]
}

/** Who has an address, by the names that the settings and the database give them. */
export async function identityOf({ db, config }: Workspace, address: string): Promise<Identity> {
  const key = address.toLowerCase()
  const named = peopleIn(config)
    .filter((person) => person.address.toLowerCase() === key)
    .map(({ name }) => name.trim())
  const names = [...named, ...(await readNames(db, address))].filter((name) => name !== '')
  // The longest first: one name may be a part of another.
  return { address, names: [...new Set(names)].sort((one, other) => other.length - one.length) }
}

/** The settings in which somebody is named. */
export function settingsNaming(config: Config, address: string): string[] {
  const key = address.toLowerCase()
  const found = peopleIn(config).filter((person) => person.address.toLowerCase() === key)
  return [...new Set(found.map(({ setting }) => setting))]
}

function peopleIn({ executives, accountManagers, admins, mailFrom, replyTo }: Config) {
  const of = (setting: string, people: readonly { name: string; address: string }[]) =>
    people.map(({ name, address }) => ({ setting, name, address }))
  return [
    ...of('EXECUTIVES', executives),
    ...of('ACCOUNT_MANAGERS', accountManagers.listed),
    ...of('ADMINS', admins),
    ...of('MAIL_FROM', [mailFrom]),
    ...of('REPLY_TO', replyTo === null ? [] : [replyTo]),
  ]
}

/** Reads all that is kept about somebody, or null where nothing is. */
export async function readPerson(work: Workspace, address: string): Promise<PersonRecord | null> {
  const { db, config } = work
  const identity = await identityOf(work, address)
  const rows: Partial<Record<PersonalTable, readonly PersonalRow[]>> = {}
  for (const table of Object.keys(personal) as readonly PersonalTable[]) {
    const found = await readRows(db, table, identity)
    if (found.length > 0) rows[table] = found
  }
  const facts = (await readFactsNaming(db, identity)).map((edition) => ({
    editionId: edition.editionId,
    mentions: mentionsIn(JSON.parse(edition.facts), identity),
  }))
  const settings = settingsNaming(config, address)
  const isKnown = Object.keys(rows).length + facts.length + settings.length > 0
  if (!isKnown) return null
  const mails = await readMails(work, rows.deliveries ?? [], identity)
  const owned = await readOwnedIds(db, address)
  return { address, names: identity.names, settings, owned, rows, facts, mails }
}

async function readMails(
  { db }: Workspace,
  deliveries: readonly PersonalRow[],
  { address }: Identity,
): Promise<PersonRecord['mails']> {
  const mails: { deliveryId: number; source: string }[] = []
  for (const { delivery_id: id, recipient } of deliveries) {
    if (recipient !== address.toLowerCase()) continue
    const mail = await readSentMail(db, Number(id))
    if (mail?.bytes) mails.push({ deliveryId: Number(id), source: mail.bytes.toString('utf8') })
  }
  return mails
}

function mentionsIn(value: unknown, identity: Identity, path = ''): FactsMention['mentions'] {
  if (typeof value === 'string') return isNamedIn(value, identity) ? [{ path, text: value }] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([field, one]) =>
    mentionsIn(one, identity, path === '' ? field : `${path}.${field}`),
  )
}

export interface ErasedPerson {
  readonly erasure: Erasure
  /** Files of the outbox that were removed or changed. */
  readonly files: number
  /** Why what the database's file holds no more may still be found in it; null where it can't. */
  readonly remnants: Unshrinkable | null
}

/**
 * Makes somebody a pseudonym in the database and in the files of the outbox. The database's file is
 * then written anew: a row that was changed or moved at any time may have left a copy in it.
 */
export async function erasePerson(
  work: Workspace,
  { identity, by, outbox }: { identity: Identity; by: string; outbox: string },
): Promise<ErasedPerson> {
  const bodies = { redacted, stillNames }
  const erasure = await erase(work.db, { identity, at: isoUtc(work.now()), by, bodies })
  if (erasure.kind !== 'erased') return { erasure, files: 0, remnants: null }
  const files = await eraseFiles(outbox, identity, erasure.pseudonym)
  return { erasure, files, remnants: await writeAnew(work) }
}

/** Each message is two files: what mail programs open, and the page that it shows. */
async function eraseFiles(outbox: string, identity: Identity, by: Pseudonym): Promise<number> {
  let files = 0
  for await (const file of oldFiles(outbox, Number.POSITIVE_INFINITY)) {
    if (!file.path.endsWith('.eml')) continue
    const page = file.path.replace(/\.eml$/, '.html')
    const before = await readFile(file.path)
    const after = redacted(before, identity, by)
    if ((await isTo(before, identity)) || (await stillNames(after, identity))) {
      await unlink(page).catch(() => {})
      await removeFile(file)
      files += 2
    } else if (after !== before) {
      await writeLasting(page, await previewOf(after), ownFile)
      await writeLasting(file.path, after, ownFile)
      files += 2
    }
  }
  return files
}

async function isTo(message: Buffer, { address }: Identity): Promise<boolean> {
  const { to = [] } = await PostalMime.parse(message)
  return to.some((one) => one.address?.toLowerCase() === address.toLowerCase())
}
