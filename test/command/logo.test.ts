import PostalMime from 'postal-mime'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decoded } from '../chart/painted.js'
import { filledDesk } from '../fixture/contracts.js'
import { blank, wordMark } from '../fixture/logo.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
beforeEach(async () => {
  desk = await filledDesk({ COMPANY_NAME: 'Harbour & Sons' })
  desk.env.LOGO_FILE = 'logo.png'
})
afterEach(() => desk.close())

/** The logo of a message that has just been sent: as its page names it, and its bytes. */
async function sentLogo(): Promise<{ readonly tag: string; readonly png: Buffer }> {
  expect(await desk.mmr('send')).toMatchObject({ code: 0 })
  const [eml = ''] = desk.files('outbox').filter((file) => file.endsWith('.eml'))
  const { html = '', attachments } = await PostalMime.parse(desk.read(`outbox/${eml}`))
  const [, tag = '', cid = ''] = /(<img class="logo" src="cid:([^"]*)"[^>]*>)/.exec(html) ?? []
  const image = attachments.find(({ contentId }) => contentId === `<${cid}>`)
  expect(image).toMatchObject({ mimeType: 'image/png', disposition: 'inline' })
  return { tag, png: Buffer.from(image?.content as ArrayBuffer) }
}

/** Red, green, blue and opacity. */
function pixelAt({ width, pixels }: ReturnType<typeof decoded>, x: number, y: number): number[] {
  return [...pixels.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)]
}

const white = [255, 255, 255, 255]

describe('a message with LOGO_FILE', () => {
  // A dark word-mark on nothing can't be seen where a mail program turns the page dark.
  test.each([
    ['usual', [200, 60], [224, 84], 'width="112" height="42"'],
    ['wide', [2400, 60], [2520, 180], 'width="252" height="18"'],
    ['tall', [300, 300], [376, 376], 'width="60" height="60"'],
    ['small', [20, 9], [44, 33], 'width="22" height="17"'],
  ] as const)(
    'shows a %s one on white of its own, with a margin',
    async (_what, [width, height], size, shown) => {
      desk.write('logo.png', wordMark(width, height))
      const { tag, png } = await sentLogo()
      expect(tag).toContain(shown)
      expect(tag).toContain('alt="Harbour &amp; Sons"')
      const picture = decoded(png)
      expect([picture.width, picture.height]).toEqual(size)
      const [right, bottom] = [picture.width - 1, picture.height - 1]
      const margin = (picture.width - width) / 2
      for (const x of [0, margin - 1, right]) {
        for (const y of [0, margin - 1, bottom]) expect(pixelAt(picture, x, y)).toEqual(white)
      }
      expect(picture.pixels.filter((_, at) => at % 4 === 3).every((one) => one === 255)).toBe(true)

      // What it showed, it shows: pixel by pixel, with white where there was nothing.
      const before = decoded(wordMark(width, height))
      for (const y of [0, Math.floor(height / 3), height - 1]) {
        for (const x of [0, Math.floor(height / 2), width - 1]) {
          const [red = 0, green = 0, blue = 0, alpha = 0] = pixelAt(before, x, y)
          const onWhite = [red, green, blue].map((one) => one + 255 - alpha)
          const now = pixelAt(picture, x + margin, y + margin)
          for (const [channel, one] of onWhite.entries()) {
            expect(Math.abs((now[channel] ?? 0) - one)).toBeLessThanOrEqual(1)
          }
        }
      }
      expect(pixelAt(picture, margin + Math.floor(height / 2), margin + 1 + (height >> 1))).toEqual(
        [16, 24, 40, 255],
      )
    },
  )

  // It has a ground of its own: a white frame around a coloured tile would be ours, not theirs.
  test.each(['#ffffff', '#0b5fff'])('leaves one on %s as it is, byte for byte', async (ground) => {
    const logo = wordMark(200, 60, ground)
    desk.write('logo.png', logo)
    const { tag, png } = await sentLogo()
    expect(tag).toContain('width="100" height="30"')
    expect(png).toEqual(logo)
  })

  test.each([
    ['no wider than there is room', 2400, 60, 'width="240" height="6"'],
    ['no higher than there is room', 300, 300, 'width="48" height="48"'],
  ])('shows it %s', async (_what, width, height, size) => {
    desk.write('logo.png', wordMark(width, height, '#ffffff'))
    expect((await sentLogo()).tag).toContain(size)
  })

  test('of which there is too much to paint, shows it as it is, and mmr check says so', async () => {
    const logo = wordMark(3000, 1000)
    desk.write('logo.png', logo)
    expect((await sentLogo()).png).toEqual(logo)
    const { out } = await desk.mmr('check')
    expect(out).toMatch(
      /warning: LOGO_FILE \S*logo\.png is 3,000 × 1,000 pixels large, .* Save it at about 288 × 96 pixels\./,
    )
  })

  test('keeps the one that its edition was made with', async () => {
    desk.write('logo.png', wordMark(200, 60))
    await desk.mmr('send')
    const look = async () => {
      await desk.mmr('preview', '--role', 'executive', '--out', 'look')
      return desk.read('look/executive.html')
    }
    const before = await look()
    desk.write('logo.png', wordMark(100, 100))
    expect(await look()).toBe(before)
  })

  test('does not have its bytes among the facts', async () => {
    desk.write('logo.png', wordMark(200, 60))
    const { out } = await desk.mmr('preview', '--role', 'executive', '--json')
    expect(JSON.parse(out).presentation.logo).toEqual({ width: 112, height: 42 })
  })
})

describe('a LOGO_FILE that is', () => {
  test.each<[string, Buffer | null, RegExp]>([
    ['not there', null, /LOGO_FILE can't be read: ENOENT.*logo\.png/],
    ['no PNG', Buffer.from('<svg/>'), /LOGO_FILE \S*logo\.png is not a PNG picture\. .*as PNG/],
    ['cut off', wordMark(200, 60).subarray(0, 20), /is not a PNG picture/],
    ['cut off later', wordMark(200, 60).subarray(0, 200), /LOGO_FILE \S*logo\.png shows nothing/],
    ['empty', blank(200, 60), /LOGO_FILE \S*logo\.png shows nothing\. .*Save it again/],
    [
      'too large',
      Buffer.concat([wordMark(200, 60), Buffer.alloc(100_000)]),
      /has 10\d,\d\d\d bytes, more than 100,000\. .*240 × 48/,
    ],
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
