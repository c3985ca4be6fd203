import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { composeDeliveries } from '../../src/run/compose.js'
import { deliver } from '../../src/run/deliver.js'
import { deliveringBy } from '../../src/run/deliver-edition.js'
import { openDatabase } from '../../src/store/database.js'
import { readOpenEditions } from '../../src/store/open-editions.js'
import { type Office, openOffice, transportOf } from '../fixture/office.js'
import { startInbox } from '../fixture/smtp-inbox.js'

// Another program takes the write lock as soon as a message is on its way, so that what becomes of
// it cannot be recorded.

async function scene() {
  const office = await openOffice({ ADMINS: '', ACCOUNT_MANAGERS: 'x@example.com' })
  const inbox = await startInbox()
  onTestFinished(inbox.close)
  office.desk.env.SMTP_URL = inbox.url
  await office.beat({ mayDeliver: false })
  const file = join(office.desk.directory, 'mmr.sqlite')
  const other = new Sqlite(file)
  onTestFinished(() => void other.close())
  return { office, inbox, file, other }
}

/** Delivers over a connection that doesn't wait for locks. */
async function deliverImpatiently(
  office: Office,
  file: string,
  {
    waits,
    onBegun,
    onUnrecorded = () => {},
  }: Record<'onBegun', () => void> & {
    waits: readonly number[]
    onUnrecorded?: () => void
  },
): Promise<void> {
  const db = await openDatabase(file, { patience: 1 })
  onTestFinished(() => db.destroy())
  const transport = transportOf(office.desk)
  onTestFinished(transport.close)
  const work = {
    ...office.work,
    db,
    observer: ({ kind }: { kind: string }) => {
      if (kind === 'begun') onBegun()
      if (kind === 'unrecorded') onUnrecorded()
    },
  }
  const [edition] = await readOpenEditions(db)
  if (edition === undefined) throw new Error('no edition')
  const batches = composeDeliveries(work, edition, { turn: 'everyone-else', only: null })
  await batches.next()
  const delivering = { ...(await deliveringBy(work, transport)), lanes: 1, recordingWaits: waits }
  await deliver(work, edition, delivering)
}

test('an outcome is recorded as soon as the ledger can be written again', async () => {
  const { office, inbox, file, other } = await scene()
  let isLocked = false
  await deliverImpatiently(office, file, {
    waits: [1, 1],
    onBegun: () => {
      if (!isLocked) other.exec('begin immediate')
      isLocked = true
    },
    onUnrecorded: () => {
      if (other.inTransaction) other.exec('rollback')
    },
  })
  expect(inbox.arrived).toHaveLength(3)
  expect(new Set(office.ledger().map((line) => line.split(' ')[0]))).toEqual(new Set(['submitted']))
})

test('one that never is leads to no second copy: it becomes uncertain when its lease ends', async () => {
  const { office, inbox, file, other } = await scene()
  const delivering = deliverImpatiently(office, file, {
    waits: [],
    onBegun: () => void other.exec('begin immediate'),
  })
  await expect(delivering).rejects.toThrow('in use by another program')
  other.exec('rollback')
  expect(inbox.arrived).toHaveLength(1)
  const sending = office.ledger().filter((line) => line.startsWith('sending'))
  expect(sending).toHaveLength(1)
  for (const later of [2, 10, 19, 22, 40]) {
    office.at(Date.UTC(2026, 10, 23, 7, later))
    await office.beat()
  }
  expect(inbox.arrived).toHaveLength(3)
  const [uncertain] = office.ledger().filter((line) => line.startsWith('uncertain'))
  expect(uncertain?.replace('uncertain', 'sending')).toBe(sending[0])
  expect(new Set(inbox.arrived.map(({ to }) => to.join())).size).toBe(3)
})
