import { randomBytes } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { messageIdOf } from '../../src/mail/compose.js'
import { filledDesk, week } from '../fixture/contracts.js'
import { openedMail } from '../fixture/mail.js'
import type { Desk } from '../fixture/workspace.js'

const settings = { WEB_URL: 'https://report.example.com', PROMPT_AT: 'Fri 14:00' }

async function newDesk(): Promise<Desk> {
  const desk = await filledDesk(settings)
  onTestFinished(() => desk.close())
  return desk
}

/** The Message-IDs of all messages that an installation has composed, in order. */
function messageIds(desk: Desk): string[] {
  return desk
    .rows<{ id: string }>('select message_id as id from messages order by delivery_id')
    .map(({ id }) => id)
}

test('two installations give the same mails to the same people other Message-IDs', async () => {
  const [one, other] = [await newDesk(), await newDesk()]
  for (const desk of [one, other]) {
    await desk.mmr('send')
    await desk.mmr('send', '--prompt')
    await desk.mmr('send', '--week', '2026-W20')
  }
  const all = [...messageIds(one), ...messageIds(other)]
  expect(messageIds(one)).toHaveLength(8)
  expect(new Set(all).size).toBe(16)
})

test('a backup holds the key: what is composed once more after a restore has the same one', async () => {
  const desk = await newDesk()
  await desk.mmr('backup', 'sunday')
  await desk.mmr('send')
  const before = messageIds(desk)
  await desk.mmr('restore', 'sunday')
  await desk.mmr('release', '--again')
  await desk.mmr('send')
  expect(messageIds(desk)).toEqual(before)
})

test('new link keys change no Message-ID', async () => {
  const desk = await newDesk()
  await desk.mmr('backup', 'sunday')
  await desk.mmr('send')
  const before = messageIds(desk)
  await desk.mmr('restore', 'sunday')
  await desk.mmr('release', '--again')
  desk.env.LINK_KEYS = `new:${randomBytes(32).toString('base64')}`
  await desk.mmr('send')
  expect(messageIds(desk)).toEqual(before)
})

test('a look at a mail never has the Message-ID that the mail itself will have', async () => {
  const desk = await newDesk()
  await desk.mmr('preview', '--out', 'look')
  await desk.mmr('preview', '--prompt', '--out', 'look')
  await desk.mmr('send')
  await desk.mmr('send', '--prompt')
  const looks = desk.files('look').filter((name) => name.endsWith('.eml'))
  const seen = await Promise.all(
    looks.map(async (name) => (await openedMail(desk.read(`look/${name}`))).messageId),
  )
  expect(seen).toHaveLength(7)
  expect(new Set([...seen, ...messageIds(desk)]).size).toBe(14)
})

test('nobody makes one out of what everybody may know: the key is of this database alone', async () => {
  const desk = await newDesk()
  await desk.mmr('send')
  const keys = desk.rows<{ key: Buffer }>('select key from message_id_key')
  expect(keys.map(({ key }) => key.length)).toEqual([32])
  const sender = { name: '', address: 'report@example.com' }
  const ada = { kind: 'report', week, role: 'executive', address: 'ada@example.com' } as const
  const key = keys[0]?.key ?? Buffer.alloc(0)
  expect(messageIdOf(ada, sender, key)).toBe(messageIds(desk)[0])
})
