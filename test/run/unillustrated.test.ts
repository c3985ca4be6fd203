import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
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

  test('the check says so, and what to do', async () => {
    const { out } = await desk.mmr('check')
    expect(out).toContain(
      'warning: Charts cannot be painted: @resvg/resvg-js is not installed for this machine. ' +
        'Run npm ci, and not with --omit=optional.',
    )
  })

  test('everybody gets the report all the same, without pictures', async () => {
    expect(await desk.mmr('send')).toMatchObject({ code: 0 })
    const rows = desk.rows<{ bytes: Buffer }>('select bytes from messages')
    expect(rows).toHaveLength(5)
    for (const { bytes } of rows) expect(bytes.toString()).not.toMatch(/cid:|image\/png/)
  })
})
