import { describe, expect, test } from 'vitest'
import { clearHold, setHold } from '../../src/store/installation.js'
import { everybody } from '../fixture/contracts.js'
import { attempts, connect, copies, left, reply } from '../fixture/faulty-office.js'
import { due, type Office, openOffice } from '../fixture/office.js'
import type { Fault, Place } from '../fixture/smtp-fault.js'

const minute = 60_000
const hour = 60 * minute
const submitted = everybody.map((who) => `submitted ${who}`)
const iso = (time: number) => new Date(time).toISOString()

const once = Object.fromEntries(everybody.map((who) => [who.split(' ')[1], 1]))

function messages({ desk }: Office) {
  return desk.rows('select delivery_id, message_id, bytes from messages order by delivery_id')
}

describe('what the server does not take for now', () => {
  test('is tried again by later beats, with the same bytes; then the admins get their mail', async () => {
    const office = await openOffice()
    await connect(office, { RCPT: reply('451 4.7.1 greylisted') })
    await office.beat()
    const before = messages(office)
    expect(before).toHaveLength(4)
    const server = await connect(office, {})
    await office.beat()
    expect(server.taken).toEqual([])
    office.at(due + 3 * minute)
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
    expect(copies(server)).toEqual(once)
    expect(messages(office).slice(0, 4)).toEqual(before)
  })

  test('has all its time however late the report was made', async () => {
    const office = await openOffice()
    await connect(office, { RCPT: reply('451 4.7.1 greylisted') })
    office.at(due + 47 * hour)
    await office.beat()
    office.at(due + 60 * hour)
    await office.beat()
    await connect(office, {})
    office.at(due + 62 * hour)
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
  })

  test('is given up GIVE_UP_HOURS after it was first tried, however late that was', async () => {
    const office = await openOffice({ GIVE_UP_HOURS: '2' })
    await connect(office, { RCPT: reply('451 4.7.1 greylisted') })
    const first = due + 40 * hour
    for (let time = first; time < first + 3 * hour; time += 5 * minute) {
      office.at(time)
      await office.beat()
    }
    expect(office.ledger().filter((line) => line.startsWith('failed'))).toHaveLength(5)
    const [{ last } = { last: '' }] = office.desk.rows<{ last: string }>(
      'select max(started_at) as last from attempts join deliveries using (delivery_id) where role <> ?',
      'admin',
    )
    expect(Date.parse(last)).toBeGreaterThan(first + hour)
    expect(Date.parse(last)).toBeLessThanOrEqual(first + 2 * hour)
  })
})

describe('a server that will not have us', () => {
  test('pauses the beat: nobody fails, and what was tried counts for nothing', async () => {
    const office = await openOffice({ GIVE_UP_HOURS: '1' })
    await connect(office, { MAIL: reply('550 5.7.1 you are not allowed') })
    for (const later of [0, 20, 40]) {
      office.at(due + later * hour)
      expect(await office.beat()).toMatchObject({ run: { kind: 'paused' } })
    }
    const server = await connect(office, { RCPT: reply('451 4.7.1 greylisted') })
    office.at(due + 41 * hour)
    await office.beat()
    expect(office.ledger().filter((line) => line.startsWith('retry'))).toHaveLength(4)
    await server.close()
    await connect(office, {})
    office.at(due + 41 * hour + 2 * minute)
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
  })

  test('gets nothing while the worker waits for its next try', async () => {
    const office = await openOffice()
    const server = await connect(office, {})
    await office.beat({ mayDeliver: false })
    expect(server.commands).toEqual([])
    expect(office.ledger().every((line) => line.startsWith('planned'))).toBe(true)
  })

  test('for two days: what is out of date is given up, and the admins hear of it in the end', async () => {
    const office = await openOffice()
    await connect(office, { MAIL: reply('550 5.7.1 you are not allowed') })
    await office.beat()
    await connect(office, {})
    office.at(due + 49 * hour)
    await office.beat()
    const states = office.ledger().map((line) => line.split(' ')[0])
    expect(new Set(states.slice(0, 4))).toEqual(new Set(['failed']))
    expect(states[4]).toBe('submitted')
  })
})

describe('a message that the server may have taken', () => {
  const broken: Partial<Record<Place, Fault>> = { dot: { kind: 'reset' } }

  test('is held for a person: the report closes, and the admins are told', async () => {
    const office = await openOffice()
    const server = await connect(office, broken, true)
    await office.beat()
    for (const later of [5, 60, 1200]) {
      office.at(due + later * minute)
      await office.beat()
    }
    expect(office.ledger().filter((line) => line.startsWith('uncertain'))).toHaveLength(5)
    expect(copies(server)).toEqual(once)
  })

  test('is sent again under ON_UNCERTAIN=resend, with the same Message-ID and its mark', async () => {
    const office = await openOffice({ ON_UNCERTAIN: 'resend' })
    await connect(office, broken, true)
    await office.beat()
    expect(office.ledger().slice(0, 4)).toEqual(everybody.slice(0, 4).map((who) => `retry ${who}`))
    const before = messages(office)
    const server = await connect(office, {})
    office.at(due + 3 * minute)
    await office.beat()
    expect(server.taken).toEqual([])
    office.at(due + 7 * minute)
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
    expect(messages(office).slice(0, 4)).toEqual(before)
    expect(attempts(office, 'ada@example.com')).toEqual(['uncertain', 'submitted'])
  })

  test('reaches nobody more than three times, whatever the server keeps doing', async () => {
    const office = await openOffice({ ON_UNCERTAIN: 'resend' })
    const server = await connect(office, broken, true)
    for (let time = due; time < due + 12 * hour; time += 5 * minute) {
      office.at(time)
      await office.beat()
    }
    expect(copies(server)).toEqual(Object.fromEntries(Object.keys(once).map((who) => [who, 3])))
    expect(office.ledger()).toEqual(everybody.map((who) => `uncertain ${who}`))
  })
})

describe('a clock that ran ahead and was set back', () => {
  test('leaves nobody waiting for it to come round', async () => {
    const office = await openOffice()
    office.at(due)
    await connect(office, { RCPT: reply('451 4.7.1 greylisted') })
    await office.beat()
    const { address } = await left(office, { begun: false })
    office.desk.execute(`
      update deliveries set next_attempt_at = '2026-12-01T07:00:00.000Z' where state = 'retry';
      update deliveries set lease_until = '2026-12-01T07:00:00.000Z' where state = 'sending'`)
    const server = await connect(office, {})
    office.at(due + 10 * minute)
    await office.beat()
    expect(server.taken).toHaveLength(3)
    expect(copies(server)[address]).toBeUndefined()
    office.at(due + 131 * minute)
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
  })
})

test('on hold nothing is made or sent; released, it goes on where it was', async () => {
  const office = await openOffice()
  await setHold(office.db, { reason: 'a reason', since: iso(due), doubt: null })
  expect(await office.beat()).toMatchObject({ kind: 'on-hold', hold: { reason: 'a reason' } })
  expect(office.ledger()).toEqual([])
  await clearHold(office.db, { at: iso(due), again: false })
  await office.beat()
  expect(office.ledger()).toEqual(submitted)
})

test('a hold that is set during a run stops it at the next claim', async () => {
  const office = await openOffice()
  const server = await connect(office, {})
  let holding: Promise<void> | null = null
  const settled = () => {
    holding ??= setHold(office.db, { reason: 'stop', since: iso(due), doubt: null })
  }
  office.onEvent(({ kind }) => kind === 'settled' && settled())
  office.desk.env.SMTP_CONNECTIONS = '1'
  await office.beat()
  await holding
  expect(server.taken.length).toBeGreaterThan(0)
  expect(server.taken.length).toBeLessThan(4)
})
