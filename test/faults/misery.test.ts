import { expect, test } from 'vitest'
import { mondayMorning } from '../fixture/workspace.js'
import { type Fate, messageIdIn } from './post-office.js'
import { people } from './readers.js'
import { beginLife } from './worker-life.js'

const reply = (text: string) => ({ kind: 'reply', text }) as const

/** What befalls whom at the first try. */
const misery: Readonly<Record<string, Fate>> = {
  bea: { place: 'RCPT', fault: reply('451 4.7.1 greylisted') },
  cay: { place: 'RCPT', fault: reply('421 4.3.2 too busy') },
  dov: { place: 'RCPT', fault: reply('550 5.1.1 no such mailbox') },
  eva: { place: 'dot', fault: reply('550 5.6.0 not this message') },
  fay: { place: 'dot', fault: { kind: 'reset' }, takes: true },
  gil: { place: 'RCPT', fault: { kind: 'silence' } },
  hal: { place: 'dot', fault: { kind: 'silence' }, takes: true },
}

const endless = ['gil@example.com', 'hal@example.com']
const everyoneElse = 8

test('each ends in a state of its own, and none waits for another', async () => {
  const met = new Set<string>()
  const ends: string[] = []
  const life = await beginLife({
    settings: { ...people, SMTP_CONNECTIONS: '3' },
    installedAt: mondayMorning,
    fateOf: (recipient) => {
      const [name = ''] = recipient.split('@')
      if (met.has(name)) return null
      met.add(name)
      return misery[name] ?? null
    },
    observer: (event) => {
      if (event.kind !== 'settled') return
      ends.push(event.claim.address)
      // Those that hang would do so for ever: were anybody to wait for them, nothing would end.
      if (ends.length === everyoneElse) life.office.hangUp()
    },
  })
  const states = () =>
    Object.fromEntries(
      life
        .rows<{ name: string; state: string }>(
          `select replace(recipient, '@example.com', '') as name, state from deliveries`,
        )
        .map(({ name, state }) => [name, state]),
    )
  const helped = { ada: 'submitted', jon: 'submitted', mara: 'submitted' }
  const ended = { dov: 'failed', eva: 'failed', fay: 'uncertain', hal: 'uncertain' }

  await life.beatAt(mondayMorning)
  const waiting = { bea: 'retry', cay: 'retry', gil: 'retry', root: 'planned' }
  expect(states()).toEqual({ ...helped, ...ended, ...waiting })
  expect(ends.slice(everyoneElse).sort()).toEqual(endless)

  await life.beatAt(mondayMorning + 3_600_000)
  const caughtUp = { bea: 'submitted', cay: 'submitted', gil: 'submitted', root: 'submitted' }
  expect(states()).toEqual({ ...helped, ...ended, ...caughtUp })
  const { taken } = life.office
  const arrived = taken.map(({ to }) => to[0]?.replace('@example.com', ''))
  const one = ['ada', 'bea', 'cay', 'fay', 'gil', 'hal', 'jon', 'mara', 'root']
  expect([...arrived].sort()).toEqual(one)
  expect(arrived.at(-1)).toBe('root')
  expect(new Set(taken.map(messageIdIn)).size).toBe(one.length)
  await life.end()
})
