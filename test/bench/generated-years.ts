import { randomBytes } from 'node:crypto'
import Sqlite from 'better-sqlite3'
import type { EditionFacts } from '../../src/report/facts.js'
import { shiftWeek, type Week, weeksEnding } from '../../src/report/week.js'
import { readPortfolio } from '../../src/run/facts.js'
import { frozenText } from '../../src/store/frozen-facts.js'
import { type Extent, generateDatabase, lastWeek } from './generated-database.js'
import { openWorkspace, readingPoint } from './workspace.js'

/** How many editions went to how many, and how large their mails are. */
export interface Years extends Extent {
  /** The last of the weeks of which there are snapshots. */
  readonly editions: number
  readonly recipients: number
  /** The mail of a recipient without pictures, and each of the pictures in it. In bytes. */
  readonly body: number
  readonly picture: number
  /** Pictures in a mail: so many that all others show too, and so many of its own. */
  readonly shared: number
  readonly own: number
  /** As version 0.1.0 kept them: inside each mail, in base64. */
  readonly inline: boolean
}

/** An installation of this size, as it is after so many Mondays: every week one edition, all well. */
export async function generateYears(file: string, years: Years): Promise<void> {
  await generateDatabase(file, years)
  const facts = await lastFacts(file)
  const connection = new Sqlite(file)
  connection.pragma('synchronous = off')
  connection.pragma('foreign_keys = on')
  connection
    .prepare(`insert into installation (only_row, identity, installed_at) values (1, 'years', ?)`)
    .run(monday(shiftWeek(lastWeek, -years.weeks)))
  const add = editionAdder(connection, years, facts)
  for (const week of weeksEnding(lastWeek, years.editions)) connection.transaction(add)(week)
  connection.close()
}

/** What an edition of these accounts freezes: that of any other week is as large. */
async function lastFacts(file: string): Promise<EditionFacts> {
  const work = await openWorkspace(file)
  const portfolio = await readPortfolio(work, readingPoint(lastWeek))
  await work.db.destroy()
  if (portfolio.kind !== 'facts') throw new Error(portfolio.kind)
  return portfolio.facts
}

/** When the report about a week is due: the Monday after it, seven in the morning UTC. */
function monday(week: Week): string {
  const [year = 0, number = 0] = week.split('-W').map(Number)
  const fourth = Date.UTC(year, 0, 4)
  const firstMonday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * 86_400_000
  return new Date(firstMonday + number * 7 * 86_400_000 + 7 * 3_600_000).toISOString()
}

function editionAdder(connection: Sqlite.Database, years: Years, facts: EditionFacts) {
  const addEdition = connection.prepare(`
    insert into editions (kind, week, slot, due_at, cut_off, made_at, facts, planned_at, closed_at)
    values ('report', @week, @week, @at, @at, @at, @facts, @at, @at)`)
  const addDelivery = connection.prepare(`
    insert into deliveries (edition_id, role, recipient, name, address, due_at, state, attempt,
                            settled_at, reason)
    values (@edition, 'account-manager', @address, @name, @address, @at, 'submitted', 1, @at,
            '250 2.0.0 Ok: queued')`)
  const addAttempt = connection.prepare(`
    insert into attempts (delivery_id, attempt, owner, started_at, begun_at, ended_at, outcome,
                          reason, transport, begun_number)
    values (@delivery, 1, 'worker', @at, @at, @at, 'submitted', '250 2.0.0 Ok: queued', 'smtp',
            (select coalesce(max(begun_number), 0) + 1 from attempts where begun_number is not null))`)
  const addMessage = connection.prepare(`
    insert into messages (delivery_id, message_id, subject, composed_at, bytes)
    values (@delivery, '<' || @delivery || '@example.com>', @subject, @at, @bytes)`)
  const addPicture = connection.prepare('insert into pictures (hash, png) values (@hash, @png)')
  const place = connection.prepare(
    'insert into message_pictures (delivery_id, position, picture_id) values (?, ?, ?)',
  )
  const addLink = connection.prepare(`
    insert into links (link_hash, purpose, address, week, delivery_id, issued_at, expires_at)
    values (hex(randomblob(32)), ?, ?, ?, ?, ?, ?)`)
  const kept = (png: Buffer) =>
    Number(addPicture.run({ hash: randomBytes(32).toString('hex'), png }).lastInsertRowid)
  const pictures = (count: number) =>
    Array.from({ length: count }, () => randomBytes(years.picture))

  return (week: Week) => {
    const at = monday(week)
    const frozen = frozenText({ ...facts, week, previousWeek: shiftWeek(week, -1) })
    const edition = addEdition.run({ week, at, facts: frozen }).lastInsertRowid
    const shared = pictures(years.shared)
    const sharedIds = years.inline ? [] : shared.map(kept)
    for (let nth = 0; nth < years.recipients; nth++) {
      const address = `manager.${nth}@example.com`
      const name = `Manager ${nth}`
      const delivery = addDelivery.run({ edition, address, name, at }).lastInsertRowid
      addAttempt.run({ delivery, at })
      const own = pictures(years.own)
      const inside = years.inline
        ? [...shared, ...own].map((png) => Buffer.from(png.toString('base64')))
        : []
      const bytes = Buffer.concat([randomBytes(years.body), ...inside])
      addMessage.run({ delivery, subject: `Monday report of ${week}`, at, bytes })
      const ids = years.inline ? [] : [...sharedIds, ...own.map(kept)]
      for (const [index, id] of ids.entries()) place.run(delivery, 1000 + index, id)
      const until = new Date(Date.parse(at) + 8 * 86_400_000).toISOString()
      addLink.run('list', address, shiftWeek(week, 1), delivery, at, until)
      for (const purpose of ['view', 'unsubscribe']) {
        addLink.run(purpose, address, null, delivery, at, until)
      }
    }
  }
}
