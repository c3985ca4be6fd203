import PostalMime from 'postal-mime'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filledDesk } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

/** Two pixels wide and one high, and `extra` bytes that nothing reads. */
function png(width = 2, height = 1, extra = 0): Buffer {
  const size = Buffer.alloc(8)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  const start = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR', 'latin1')
  return Buffer.concat([start, size, Buffer.alloc(extra)])
}

let desk: Desk
beforeEach(async () => {
  desk = await filledDesk({ COMPANY_NAME: 'Harbour & Sons' })
  desk.env.LOGO_FILE = 'logo.png'
})
afterEach(() => desk.close())

describe('a message with LOGO_FILE', () => {
  test.each([
    ['at half its size', png(200, 60), 'width="100" height="30"'],
    ['no wider than there is room', png(2400, 60), 'width="240" height="6"'],
    ['no higher than there is room', png(300, 300), 'width="48" height="48"'],
  ])('shows it %s, and its bytes travel along', async (_what, logo, size) => {
    desk.write('logo.png', logo)
    await desk.mmr('send')
    const [eml = ''] = desk.files('outbox').filter((file) => file.endsWith('.eml'))
    const { html = '', attachments } = await PostalMime.parse(desk.read(`outbox/${eml}`))
    const [, tag = '', cid = ''] = /(<img class="logo" src="cid:([^"]*)"[^>]*>)/.exec(html) ?? []
    expect(tag).toContain(size)
    expect(tag).toContain('alt="Harbour &amp; Sons"')
    const image = attachments.find(({ contentId }) => contentId === `<${cid}>`)
    expect(image).toMatchObject({ mimeType: 'image/png', disposition: 'inline' })
    expect(Buffer.from(image?.content as ArrayBuffer)).toEqual(logo)
  })

  test('keeps the one that its edition was made with', async () => {
    desk.write('logo.png', png(200, 60))
    await desk.mmr('send')
    const look = async () => {
      await desk.mmr('preview', '--role', 'executive', '--out', 'look')
      return desk.read('look/executive.html')
    }
    const before = await look()
    desk.write('logo.png', png(100, 100))
    expect(await look()).toBe(before)
  })

  test('does not have its bytes among the facts', async () => {
    desk.write('logo.png', png(200, 60))
    const { out } = await desk.mmr('preview', '--role', 'executive', '--json')
    expect(JSON.parse(out).presentation.logo).toEqual({ width: 100, height: 30 })
  })
})

describe('a LOGO_FILE that is', () => {
  test.each<[string, Buffer | null, RegExp]>([
    ['not there', null, /LOGO_FILE can't be read: ENOENT.*logo\.png/],
    ['no PNG', Buffer.from('<svg/>'), /LOGO_FILE \S*logo\.png is not a PNG picture\. .*as PNG/],
    ['cut off', png().subarray(0, 20), /is not a PNG picture/],
    ['too large', png(2, 1, 100_000), /has 100,024 bytes, more than 100,000\. .*240 × 48/],
  ])('%s stops before anything is made, and mmr check says so', async (_what, logo, fault) => {
    if (logo !== null) desk.write('logo.png', logo)
    const { code, err } = await desk.mmr('send')
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(fault) })
    expect(desk.rows('select * from editions')).toEqual([])
    const check = await desk.mmr('check')
    expect(check.code).toBe(1)
    expect(check.out).toMatch(fault)
  })
})
