import PostalMime from 'postal-mime'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { filledDesk } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

// As on a machine for which npm found no binary, or was told to leave it out.
vi.mock('@resvg/resvg-js', () => {
  throw new Error("Cannot find module '@resvg/resvg-js-linux-x64-gnu'")
})

describe('on a machine that cannot paint', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await filledDesk()
  })
  afterAll(() => desk.close())

  test('everybody gets the report all the same, and the check finds nothing: there is nothing to paint', async () => {
    expect(await desk.mmr('send')).toMatchObject({ code: 0 })
    const rows = desk.rows<{ bytes: Buffer }>('select bytes from messages')
    expect(rows).toHaveLength(5)
    for (const { bytes } of rows) expect(bytes.toString()).not.toMatch(/cid:|image\/png/)
    expect((await desk.mmr('check')).out).not.toContain('painted')
  })

  test('a logo goes along as it is, and the check says what that means', async () => {
    // The smallest PNG there is.
    const logo = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
      'base64',
    )
    const own = await filledDesk()
    onTestFinished(() => own.close())
    own.env.LOGO_FILE = 'logo.png'
    own.write('logo.png', logo)
    expect(await own.mmr('send')).toMatchObject({ code: 0 })
    const [eml = ''] = own.files('outbox').filter((file) => file.endsWith('.eml'))
    const { attachments } = await PostalMime.parse(own.read(`outbox/${eml}`))
    expect(attachments.map(({ content }) => Buffer.from(content as ArrayBuffer))).toEqual([logo])
    expect((await own.mmr('check')).out).toContain(
      'warning: LOGO_FILE is shown as it is, and what is dark in it may vanish where a mail ' +
        'program turns the page dark. Pictures cannot be painted: @resvg/resvg-js is not ' +
        'installed for this machine. Run npm ci, and not with --omit=optional.',
    )
  })
})
