import { describe, expect, onTestFinished, test } from 'vitest'
import type { Run } from '../../src/run/deliver.js'
import type { Event } from '../../src/run/workspace.js'
import { type Fate, openPostOffice } from '../faults/post-office.js'
import { everybody } from '../fixture/contracts.js'
import { attempts, reply } from '../fixture/faulty-office.js'
import { openedMail } from '../fixture/mail.js'
import { due, type Office, openOffice } from '../fixture/office.js'
import type { Place } from '../fixture/smtp-fault.js'
import type { Taken } from '../fixture/smtp-fault-session.js'

// Five messages: to the executives Ada and Wes, the managers Jon and Mara, and Root, the admin.

const minute = 60_000
const submitted = everybody.map((who) => `submitted ${who}`)

/** Its server treats the message to a person, after so many were taken, as the test wants it. */
type Treatment = (person: string, taken: number) => Fate | null

async function scene(settings: Readonly<Record<string, string>> = {}) {
  const office = await openOffice({ SMTP_CONNECTIONS: '1', ...settings })
  let treatment: Treatment = () => null
  const server = await openPostOffice((address) =>
    treatment(address.replace('@example.com', ''), server.taken.length),
  )
  onTestFinished(server.close)
  office.desk.env.SMTP_URL = server.url
  return {
    office,
    server,
    treat: (now: Treatment) => {
      treatment = now
    },
    /** One beat, so many minutes after the report was due. */
    beatAt: async (minutes: number): Promise<Run> => {
      office.at(due + minutes * minute)
      const done = await office.beat()
      if (done.kind !== 'done') throw new Error('on hold')
      return done.run
    },
    states: () => statesOf(office),
  }
}

/** `ada retry wes planned …` */
function statesOf(office: Office): string {
  return office
    .ledger()
    .map((line) => line.split(' '))
    .map(([state, , address]) => `${address?.replace('@example.com', '')} ${state}`)
    .join(', ')
}

const says =
  (place: Place, text: string): Treatment =>
  (person) => ({ place, fault: reply(text.replaceAll('WHO', person)) })

const to =
  (people: string, treatment: Treatment): Treatment =>
  (person, taken) =>
    people.split(' ').includes(person) ? treatment(person, taken) : null

const notAsUs = says('dot', '554 5.2.252 SendAsDenied; a not allowed to send as b')
const restricted = says('RCPT', '550 5.7.1 <WHO@example.com>: sender not in the allowed list')
const limit = says('dot', '550 5.4.5 Daily user sending limit exceeded. id-8f WHO@example.com')

async function receiptOf(taken: readonly Taken[]): Promise<string> {
  const found = taken.find(({ to: people }) => people.includes('root@example.com'))
  if (found === undefined) throw new Error('no receipt')
  return (await openedMail(Buffer.from(found.text, 'latin1'))).text ?? ''
}

describe('a permanent reply to everybody', () => {
  test.each([
    ['dot', '554 5.2.252 SendAsDenied; a@example.com not allowed to send as b@example.com'],
    ['dot', '554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; id 1.WHO.7'],
    ['dot', '550 5.1.8 Access denied, bad outbound sender'],
    ['dot', '550 5.4.5 Daily user sending limit exceeded'],
    ['dot', '554 Message rejected: Email address is not verified. WHO@example.com failed'],
    ['dot', '550-The from address does not match\r\n550 a verified Sender Identity. (WHO-1f)'],
    ['dot', '554 5.7.1 you are not allowed'],
    ['DATA', '550 5.7.1 you are not allowed'],
    ['DATA', '554 the account is suspended'],
    ['RCPT', '550 5.7.1 <WHO@example.com>: relaying denied'],
    ['RCPT', '550 5.4.5 daily limit exceeded'],
  ] as const)(
    'at %s, %s, pauses: nobody fails, and all go out once it is mended',
    async (place, text) => {
      const { office, server, treat, beatAt, states } = await scene()
      treat(says(place, text))
      expect(await beatAt(1)).toMatchObject({
        kind: 'paused',
        reason: expect.stringContaining('none was taken since'),
      })
      expect(states()).toBe('ada retry, wes retry, jon retry, mara planned, root planned')
      treat(() => null)
      expect(await beatAt(2)).toEqual({ kind: 'through' })
      expect(office.ledger()).toEqual(submitted)
      expect(server.taken).toHaveLength(5)
      expect(attempts(office, 'ada@example.com')).toEqual(['rejected', 'submitted'])
    },
  )

  test('with several connections as well', async () => {
    const { office, treat, beatAt, states } = await scene({ SMTP_CONNECTIONS: '5' })
    treat(notAsUs)
    await beatAt(1)
    expect(states()).not.toContain('failed')
    treat(() => null)
    await beatAt(2)
    expect(office.ledger()).toEqual(submitted)
  })

  test('however long it lasts: then it is given up, and the admins hear of it', async () => {
    const { treat, beatAt, states } = await scene()
    treat(notAsUs)
    for (const hours of [0, 1, 20, 47]) {
      expect(await beatAt(hours * 60 + 1)).toMatchObject({ kind: 'paused' })
    }
    expect(states()).not.toContain('failed')
    treat(() => null)
    await beatAt(49 * 60)
    expect(states()).toBe('ada failed, wes failed, jon failed, mara failed, root submitted')
  })

  test('about their own mailboxes fails them all at once, whatever the place', async () => {
    const { treat, beatAt, states } = await scene()
    treat(to('ada wes jon mara', says('dot', '550 5.1.1 user unknown')))
    expect(await beatAt(1)).toEqual({ kind: 'through' })
    expect(states()).toBe('ada failed, wes failed, jon failed, mara failed, root submitted')
  })

  test('for now is no such reply', async () => {
    const { treat, beatAt, states } = await scene()
    treat(says('RCPT', '450 4.7.1 greylisted'))
    expect(await beatAt(1)).toEqual({ kind: 'through' })
    expect(states()).toBe('ada retry, wes retry, jon retry, mara retry, root planned')
  })
})

describe('a permanent reply to one, while others are taken,', () => {
  test.each([
    ...['5.7.1', '5.7.124', '5.7.129', '5.7.133', '5.7.134'].map(
      (code) => ['ada', 'RCPT', `550 ${code} not from you`] as const,
    ),
    ['wes', 'RCPT', '550 5.7.1 not from you'],
    ['mara', 'RCPT', '550 5.7.1 not from you'],
    ['jon', 'dot', '554 5.7.1 looks like spam'],
    ['mara', 'dot', '554 looks like spam'],
    ['ada', 'dot', '552 5.3.4 too big'],
    ['wes', 'DATA', '550 5.7.1 not from you'],
  ] as const)(
    'to %s at %s, %s, fails that one alone, and the admins are told at once',
    async (person, place, text) => {
      const { office, server, treat, beatAt } = await scene()
      treat(to(person, says(place, text)))
      expect(await beatAt(1)).toEqual({ kind: 'through' })
      const failed = office.ledger().filter((line) => line.startsWith('failed'))
      expect(failed).toEqual([expect.stringContaining(`${person}@`)])
      expect(server.taken).toHaveLength(4)
      expect(await receiptOf(server.taken)).toMatch(/1 failed/)
      expect(attempts(office, `${person}@example.com`)).toEqual(['rejected'])
      const told = office
        .events()
        .flatMap((event) => (event.kind === 'failed-alone' ? [event.delivery.address] : []))
      expect(told).toEqual([`${person}@example.com`])
    },
  )

  test('the admin, is theirs alone, too', async () => {
    const { treat, beatAt, states } = await scene()
    treat(to('root', restricted))
    expect(await beatAt(1)).toEqual({ kind: 'through' })
    expect(states()).toContain('mara submitted, root failed')
  })

  test.each(['wes jon', 'ada wes jon', 'wes jon mara'])(
    'to %s alike, leaves the admins’ mail to decide, and it tells of them',
    async (people) => {
      const { server, treat, beatAt, states } = await scene()
      treat(to(people, restricted))
      for (const later of [1, 2]) await beatAt(later)
      const count = people.split(' ').length
      expect(states().match(/ failed/g)).toHaveLength(count)
      expect(states()).toContain('root submitted')
      expect(server.taken).toHaveLength(5 - count)
      expect(await receiptOf(server.taken)).toMatch(new RegExp(`${count} failed`))
    },
  )

  test('in an edition for two, is decided by the other', async () => {
    const { treat, beatAt, states } = await scene({
      EXECUTIVES: 'ada@example.com',
      ACCOUNT_MANAGERS: 'x@example.com',
    })
    treat(to('ada', restricted))
    expect(await beatAt(1)).toEqual({ kind: 'through' })
    expect(states()).toContain('ada failed')
    expect(states()).toContain('root submitted')
  })
})

describe('an account that reaches its limit', () => {
  test.each([1, 2, 3])('after %s of five fails nobody: the rest waits', async (most) => {
    const { office, server, treat, beatAt, states } = await scene()
    treat((person, taken) => (taken < most ? null : limit(person, taken)))
    expect(await beatAt(1)).toMatchObject({ kind: 'paused' })
    expect(states()).not.toContain('failed')
    expect(await beatAt(10)).toMatchObject({ kind: 'paused' })
    expect(states()).not.toContain('failed')
    treat(() => null)
    await beatAt(20)
    expect(office.ledger()).toEqual(submitted)
    expect(server.taken).toHaveLength(5)
    // It was composed when they were in doubt, and again when they were not.
    expect(await receiptOf(server.taken)).not.toMatch(/[1-9] failed/)
  })
})

test('those who were never tried come first after a pause', async () => {
  const { treat, beatAt, states } = await scene()
  treat(to('ada wes jon', restricted))
  expect(await beatAt(1)).toMatchObject({ kind: 'paused' })
  expect(states()).toBe('ada retry, wes retry, jon retry, mara planned, root planned')
  await beatAt(2)
  expect(states()).toBe('ada failed, wes failed, jon failed, mara submitted, root submitted')
})

describe.each(['about us', 'about readers'])('a rejection %s', (about) => {
  test.each<[Event['kind'], number]>([
    ['claimed', 4],
    ['settled', 3],
    ['settled', 4],
    ['settled', 5],
    ['settled', 6],
    ['failed-alone', 1],
  ])('is lost and doubled nowhere by a run that ends when it has %s, %s', async (kind, nth) => {
    const { office, server, treat, beatAt } = await scene()
    const isOurs = about === 'about us'
    const atLimit: Treatment = (person, taken) => (taken < 2 ? null : limit(person, taken))
    treat(isOurs ? atLimit : to('wes jon', restricted))
    let left = nth
    office.onEvent((event) => {
      if (event.kind !== kind) return
      left -= 1
      if (left === 0) throw new Error('the program is killed')
    })
    for (const later of [1, 25, 50, 75]) await beatAt(later)
    const failed = () => office.ledger().filter((line) => line.startsWith('failed')).length
    expect(failed()).toBe(isOurs ? 0 : 2)
    treat(() => null)
    for (const later of [100, 125]) await beatAt(later)
    expect(failed()).toBe(isOurs ? 0 : 2)
    const people = server.taken.map(({ to: [one] }) => one)
    expect(people).toHaveLength(isOurs ? 5 : 3)
    expect(new Set(people).size).toBe(people.length)
  })
})
