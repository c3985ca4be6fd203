import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { beat } from '../../src/run/beat.js'
import { bounceRounds, type Rounds } from '../../src/run/bounces.js'
import { bounceFindings } from '../../src/run/check.js'
import { unpaced } from '../../src/run/deliver.js'
import { readWeekFacts } from '../../src/run/facts.js'
import { ledgerReport } from '../../src/run/ledger-report.js'
import type { Workspace } from '../../src/run/workspace.js'
import { everybody } from '../fixture/contracts.js'
import { due, installedAt, type Office, openOffice, transportOf, week } from '../fixture/office.js'

const hour = 60 * 60_000

/** A mailbox at which somebody answers the telephone and never says a word. */
async function silentServer(): Promise<{ port: number; calls: () => number }> {
  let calls = 0
  const server = createServer((socket) => {
    calls += 1
    socket.on('error', () => {})
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { port: address.port, calls: () => calls }
}

async function officeWithMailbox(port: number): Promise<Office> {
  return await openOffice({
    BOUNCE_ADDRESS: 'bounces@example.com',
    BOUNCE_IMAP_URL: `imap://bounces:s3cret-word@127.0.0.1:${port}/INBOX`,
  })
}

async function mailboxFault(work: Workspace) {
  const found = await readWeekFacts(work, week)
  if (found.kind !== 'facts') throw new Error('no facts')
  return (await ledgerReport(work, found.facts)).bounceMailbox
}

function beatWith({ work, desk }: Office, rounds: Rounds) {
  const transport = transportOf(desk)
  onTestFinished(transport.close)
  const attended = { ...work, beforeAdmins: rounds.look }
  return beat(attended, { transport, pace: unpaced, installedAt, mayDeliver: true })
}

test('a mailbox that never answers is given up, told, and remembered since when', async () => {
  const { port } = await silentServer()
  const office = await officeWithMailbox(port)
  const rounds = bounceRounds(office.work, 200)
  await rounds.look()
  const [event] = office.events().filter(({ kind }) => kind === 'bounces-unread')
  expect(event).toEqual({ kind: 'bounces-unread', reason: 'not done within 0.2 seconds' })
  office.at(due + hour)
  await bounceRounds(office.work, 200).look()
  expect(await mailboxFault(office.work)).toEqual({
    since: new Date(due + 60_000).toISOString(),
    reason: 'not done within 0.2 seconds',
  })
  expect(await bounceFindings(office.work)).toMatchObject([
    { kind: 'warning', what: expect.stringContaining('not done within 0.2 seconds') },
  ])
})

test('a URL with an option that there is not is a finding, and told at every look', async () => {
  const office = await officeWithMailbox(1)
  office.desk.env.BOUNCE_IMAP_URL = 'imaps://bounces:s3cret-word@127.0.0.1/INBOX?starttls=yes'
  const reason = expect.stringContaining('has an option that is not known')
  expect(await bounceFindings(office.work)).toMatchObject([{ kind: 'fault', what: reason }])
  await bounceRounds(office.work).look()
  expect(office.events()).toContainEqual({ kind: 'bounces-unread', reason })
  expect(await mailboxFault(office.work)).toMatchObject({ reason })
})

test('a mailbox that fails keeps nobody from their report, and the admins hear of it in theirs', async () => {
  const office = await officeWithMailbox(1)
  expect(await beatWith(office, bounceRounds(office.work))).toMatchObject({
    run: { kind: 'through' },
  })
  expect(office.ledger()).toEqual(everybody.map((who) => `submitted ${who}`))
  const [admins] = office.desk.files('outbox').filter((name) => /admin.*\.eml$/.test(name))
  const mail = office.desk.read(`outbox/${admins}`)
  expect(mail).toContain('BOUNCES NOT READ')
  expect(mail).toContain('ECONNREFUSED')
  expect(mail).not.toContain('s3cret-word')
})

test('the mailbox is looked at once an hour, and one look at a time', async () => {
  const { port, calls } = await silentServer()
  const office = await officeWithMailbox(port)
  let now = due
  const rounds = bounceRounds({ ...office.work, now: () => now }, 100)
  for (const at of [due, due + 1, due + hour - 1, due + hour, due + hour + 1, due - hour]) {
    now = at
    rounds.hourly()
    rounds.hourly()
    await rounds.ended()
  }
  expect(calls()).toBe(3)
  await Promise.all([rounds.look(), rounds.look()])
  expect(calls()).toBe(4)
})

test('a look ends when the worker is asked to stop, and is no failure', async () => {
  const { port, calls } = await silentServer()
  const office = await officeWithMailbox(port)
  const stop = new AbortController()
  const signals = { claiming: stop.signal, sending: stop.signal }
  const rounds = bounceRounds({ ...office.work, stop: signals })
  const looking = rounds.look()
  while (calls() === 0) await new Promise((resolve) => setImmediate(resolve))
  stop.abort()
  await looking
  expect(office.events().map(({ kind }) => kind)).not.toContain('bounces-unread')
})

test('without a mailbox there is nothing to look at', async () => {
  const office = await openOffice({ BOUNCE_ADDRESS: 'bounces@example.com' })
  const rounds = bounceRounds(office.work)
  rounds.hourly()
  await rounds.look()
  expect(office.events()).toEqual([])
})

test('a mailbox that takes its time keeps mail waiting for a moment, and is looked at to its end', async () => {
  const { port, calls } = await silentServer()
  const office = await officeWithMailbox(port)
  const rounds = bounceRounds(office.work, 2000, 20)
  await rounds.look()
  expect(office.events().filter(({ kind }) => kind === 'bounces-unread')).toEqual([])
  // The look that is under way is the same one, and is not waited for again.
  await rounds.look()
  await rounds.ended()
  expect(calls()).toBe(1)
  expect(office.events().filter(({ kind }) => kind === 'bounces-unread')).toHaveLength(1)
})
