import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filledDesk, week } from '../fixture/contracts.js'
import { bytesOf, openedMail } from '../fixture/mail.js'
import type { Desk } from '../fixture/workspace.js'

interface Carried {
  readonly role: string
  readonly html: string
  readonly text: string
  /** Base64, by Content-ID. */
  readonly images: ReadonlyMap<string, string>
}

describe('an edition with charts', () => {
  let desk: Desk
  let mails: Carried[]
  beforeAll(async () => {
    desk = await filledDesk()
    await desk.mmr('send')
    mails = await carriedIn(desk)
  })
  afterAll(() => desk.close())

  test('carries with each message the pictures that it shows, and no other', () => {
    expect(mails).toHaveLength(5)
    for (const { html, images } of mails) {
      const shown = new Set([...html.matchAll(/src="cid:([^"]+)"/g)].map(([, cid]) => cid))
      expect([...images.keys()].sort()).toEqual([...shown].sort())
      for (const png of images.values()) expect(png).toMatch(/^iVBORw0KGgo/)
    }
    expect(mails.filter(({ role, images }) => role === 'executive' && images.size > 2)).not.toEqual(
      [],
    )
  })

  test('shows the same account by the same picture to everybody', () => {
    const carriers = new Map<string, string[]>()
    const bytes = new Map<string, Set<string>>()
    for (const { role, images } of mails) {
      for (const [cid, png] of images) {
        carriers.set(cid, [...(carriers.get(cid) ?? []), role])
        bytes.set(cid, (bytes.get(cid) ?? new Set()).add(png))
      }
    }
    expect([...carriers.values()].filter((roles) => new Set(roles).size > 1)).not.toEqual([])
    expect([...bytes.values()].filter((versions) => versions.size > 1)).toEqual([])
  })

  test('says in words, in both parts, what its pictures show', () => {
    for (const { html, text } of mails) {
      const told = text.replaceAll(/\s+/g, ' ')
      const alts = [...html.matchAll(/<img\b[^>]*\balt="([^"]*)"/g)].map(([, alt = '']) => alt)
      const sparklines = alts.filter((alt) => /^\d/.test(alt))
      expect(sparklines.filter((alt) => !told.includes(`Trend: ${alt}`))).toEqual([])
      expect(alts).not.toContain('')
    }
  })

  test('is looked at in a browser with its pictures in it', async () => {
    await desk.mmr('preview', '--role', 'executive', '--week', week, '--out', 'look')
    const page = desk.read('look/executive.html')
    expect(page).toContain('src="data:image/png;base64,')
    expect(page).not.toContain('cid:')
  })
})

describe('an edition of a company that wants no charts', () => {
  test('carries none', async () => {
    const desk = await filledDesk()
    desk.env.CHARTS = 'no'
    expect(await desk.mmr('send')).toMatchObject({ code: 0 })
    const mails = await carriedIn(desk)
    expect(mails).toHaveLength(5)
    for (const { html, images } of mails) {
      expect(images.size).toBe(0)
      expect(html).not.toContain('cid:')
    }
    await desk.close()
  })
})

function carriedIn(desk: Desk): Promise<Carried[]> {
  const rows = desk.rows<{ role: string; id: number }>(
    'select role, delivery_id as id from messages join deliveries using (delivery_id)',
  )
  return Promise.all(rows.map(({ role, id }) => carried({ role, bytes: bytesOf(desk, id) })))
}

async function carried({ role, bytes }: { role: string; bytes: Buffer }): Promise<Carried> {
  const { html = '', text = '', attachments } = await openedMail(bytes)
  const images = attachments.map(({ contentId = '', content }) => {
    const png = Buffer.from(content as ArrayBuffer).toString('base64')
    return [contentId.slice(1, -1), png] as const
  })
  return { role, html, text, images: new Map(images) }
}
