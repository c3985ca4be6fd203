import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import { divided, joinedBytes } from '../../src/store/bodies.js'
import { claimNext } from '../../src/store/claim.js'
import type { Database } from '../../src/store/database.js'
import { readDeliveries } from '../../src/store/deliveries.js'
import { addMessages, readSentMail } from '../../src/store/messages.js'
import { letGo } from '../../src/store/prune.js'
import { minutes, planned } from './ledger-book.js'
import { scratchDatabase } from './scratch.js'

/** A message with pictures, as it goes out. */
function messageWith(pictures: readonly Buffer[], name = 'Ada'): Promise<Buffer> {
  const images = pictures.map((png, at) => ({ cid: `p${at}@example.com`, png }))
  const html = images.map(({ cid }) => `<img src="cid:${cid}" alt="">`).join('\n')
  const header = {
    from: { name: 'Report', address: 'report@example.com' },
    to: { name, address: 'ada@example.com' },
    replyTo: null,
    date: Date.UTC(2026, 10, 23, 7),
    messageId: `<${name}@example.com>`,
  }
  const message = { subject: 'Monday', text: 'Hello', html: `<p>Hello ${name}</p>${html}` }
  return composeMessage(message, header, { images, unsubscribeUrl: null, dkim: null })
}

/** Every length of its last line, a full one among them. */
const picture = fc.integer({ min: 1, max: 300 }).map((length) => Buffer.from(randomBytes(length)))

describe('a message without its pictures', () => {
  it('is the same again once they are put back, and as short as it can be without them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(picture, { maxLength: 5 }), async (pictures) => {
        const bytes = await messageWith(pictures)
        const { rest, places } = divided({ bytes, pictures })
        expect(joinedBytes(rest, places).equals(bytes)).toBe(true)
        expect(places).toHaveLength(pictures.length)
        const short = await messageWith([])
        expect(rest.length).toBeLessThan(short.length + 700 * (pictures.length + 1))
      }),
      { numRuns: 60 },
    )
  })

  it('is the same whatever is called a picture of it', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
    fc.assert(
      fc.property(bytes, fc.array(picture, { maxLength: 4 }), fc.nat(3), (message, others, at) => {
        const inside = Buffer.from(others[at]?.toString('base64') ?? '')
        const whole = Buffer.concat([message, inside, message, inside])
        const parts = divided({ bytes: whole, pictures: [...others, message, ...others] })
        expect(joinedBytes(parts.rest, parts.places).equals(whole)).toBe(true)
      }),
    )
  })
})

describe('in the database', () => {
  /** Two messages that show the same picture, and one of them another one. */
  async function twoMessages(db: Database) {
    const shared = randomBytes(5000)
    const own = randomBytes(3000)
    const edition = await planned(db, '2026-W47', ['a@example.com', 'b@example.com'], {
      composed: false,
    })
    const [first, second] = await readDeliveries(db, edition.editionId)
    if (first === undefined || second === undefined) throw new Error('nobody is planned')
    const bodies = [
      { deliveryId: first.deliveryId, pictures: [shared] },
      // Another buffer of the same bytes is the same picture.
      { deliveryId: second.deliveryId, pictures: [own, Buffer.from(shared)] },
    ]
    const messages = await Promise.all(
      bodies.map(async (body) => ({
        ...body,
        messageId: `<${body.deliveryId}@example.com>`,
        subject: 'Monday',
        composedAt: minutes(0),
        bytes: await messageWith(body.pictures, `Reader ${body.deliveryId}`),
      })),
    )
    await addMessages(db, messages)
    return { edition, messages }
  }

  const kept = async (db: Database) => {
    const { rows } = await sql<{ pictures: number; bytes: number }>`
      select count(*) as pictures,
             (select sum(length(bytes)) from messages) + sum(length(png)) as bytes
      from pictures
    `.execute(db)
    return rows[0]
  }

  it('a picture that two messages show is there once', async () => {
    const db = await scratchDatabase()
    const { messages } = await twoMessages(db)
    const inAll = messages.reduce((sum, { bytes }) => sum + bytes.length, 0)
    const found = await kept(db)
    expect(found?.pictures).toBe(2)
    expect(found?.bytes).toBeLessThan(inAll / 1.6)
  })

  it('what is handed over and shown is what was composed, byte for byte, each time', async () => {
    const db = await scratchDatabase()
    const { edition, messages } = await twoMessages(db)
    for (const { deliveryId, bytes } of messages) {
      const claim = await claimNext(db, {
        editionId: edition.editionId,
        owner: 'worker',
        now: minutes(1),
        leaseUntil: minutes(21),
        transport: 'smtp',
        only: null,
      })
      expect(claim?.deliveryId).toBe(deliveryId)
      expect(claim?.bytes.equals(bytes)).toBe(true)
      expect((await readSentMail(db, deliveryId))?.bytes?.equals(bytes)).toBe(true)
    }
  })

  it('the first message of a delivery stays, with its own pictures', async () => {
    const db = await scratchDatabase()
    const { messages } = await twoMessages(db)
    const [first] = messages
    if (first === undefined) throw new Error('no message')
    const another = { ...first, bytes: await messageWith([randomBytes(900)]) }
    await addMessages(db, [{ ...another, pictures: [randomBytes(900)] }])
    const mail = await readSentMail(db, first.deliveryId)
    expect(mail?.bytes?.equals(first.bytes)).toBe(true)
    expect((await kept(db))?.pictures).toBe(2)
  })

  it('a picture goes with the last message that shows it', async () => {
    const db = await scratchDatabase()
    const { messages } = await twoMessages(db)
    const [first, second] = messages.map(({ deliveryId }) => deliveryId)
    expect(await letGo(db, [second ?? 0])).toBe(1)
    expect((await readSentMail(db, second ?? 0))?.bytes).toBeNull()
    expect(
      (await readSentMail(db, first ?? 0))?.bytes?.equals(messages[0]?.bytes ?? Buffer.of()),
    ).toBe(true)
    expect(await letGo(db, [first ?? 0])).toBe(1)
    const { rows } = await sql`select * from pictures, message_pictures`.execute(db)
    expect(rows).toEqual([])
  })
})
