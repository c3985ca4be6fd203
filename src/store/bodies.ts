import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from './database.js'

/** A message's bytes, and the pictures in them. */
export interface StoredBody {
  readonly bytes: Buffer
  /** PNG files as they are; those that the bytes hold in base64 are kept once for all messages. */
  readonly pictures: readonly Buffer[]
}

/** Where one picture of a message belongs. */
interface Place {
  /** Before this byte of what is left. */
  readonly position: number
  readonly hash: string
  readonly png: Buffer
}

/** A message without its pictures. */
export interface Divided {
  readonly rest: Buffer
  readonly places: readonly Place[]
}

/**
 * Takes the pictures out of a message, wherever their base64 is found as mail has it. Put together
 * again, the bytes are what they were: a picture that isn't found stays where it is.
 */
export function divided({ bytes, pictures }: StoredBody): Divided {
  const found = pictures
    .map((png) => ({ png, ...encodedOf(png) }))
    .flatMap(({ png, hash, base64 }) => {
      const start = bytes.indexOf(base64)
      return start < 0 || png.length === 0 ? [] : [{ start, end: start + base64.length, hash, png }]
    })
    .sort((one, other) => one.start - other.start)
  const rest: Buffer[] = []
  const places: Place[] = []
  let [from, left] = [0, 0]
  for (const { start, end, hash, png } of found) {
    // What was taken out once is gone; and two pictures that touch could not be told apart by place.
    if (start < from || (start === from && places.length > 0)) continue
    rest.push(bytes.subarray(from, start))
    left += start - from
    places.push({ position: left, hash, png })
    from = end
  }
  rest.push(bytes.subarray(from))
  return { rest: Buffer.concat(rest), places }
}

/** Puts the pictures back: the bytes as they were. `places` come in the order of their positions. */
export function joinedBytes(
  rest: Buffer,
  places: readonly Pick<Place, 'position' | 'png'>[],
): Buffer {
  const pieces: Buffer[] = []
  let from = 0
  for (const { position, png } of places) {
    pieces.push(rest.subarray(from, position), encodedOf(png).base64)
    from = position
  }
  return places.length === 0 ? rest : Buffer.concat([...pieces, rest.subarray(from)])
}

/** Many messages show the same picture: it is written in base64 once, as long as it is in memory. */
const encoded = new WeakMap<Buffer, { readonly hash: string; readonly base64: Buffer }>()

function encodedOf(png: Buffer) {
  const known = encoded.get(png)
  if (known !== undefined) return known
  const lines = png.toString('base64').match(/.{1,76}/g) ?? []
  const made = {
    hash: createHash('sha256').update(png).digest('hex'),
    base64: Buffer.from(lines.join('\r\n')),
  }
  encoded.set(png, made)
  return made
}

/** Keeps what was taken out of messages, in the caller's transaction; of each picture, once. */
export async function addPictures(
  db: Database,
  messages: readonly { readonly deliveryId: number; readonly places: readonly Place[] }[],
): Promise<void> {
  const places = messages.flatMap(({ deliveryId, places }) =>
    places.map((place) => ({ deliveryId, ...place })),
  )
  if (places.length === 0) return
  for (const [hash, png] of new Map(places.map(({ hash, png }) => [hash, png]))) {
    await sql`
      insert into pictures (hash, png) values (${hash}, ${png}) on conflict (hash) do nothing
    `.execute(db)
  }
  const rows = places.map(({ deliveryId, position, hash }) => ({ deliveryId, position, hash }))
  await sql`
    insert into message_pictures (delivery_id, position, picture_id)
    select value ->> 'deliveryId', value ->> 'position', p.picture_id
    from json_each(${JSON.stringify(rows)})
    join pictures p on p.hash = value ->> 'hash'
  `.execute(db)
}

/** The bytes of a message whose rest was read: exactly those that were composed. */
export async function wholeBytes(db: Database, deliveryId: number, rest: Buffer): Promise<Buffer> {
  const { rows } = await sql<Pick<Place, 'position' | 'png'>>`
    select at.position, p.png
    from message_pictures at
    join pictures p on p.picture_id = at.picture_id
    where at.delivery_id = ${deliveryId}
    order by at.position
  `.execute(db)
  return joinedBytes(rest, rows)
}
