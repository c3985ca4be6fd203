import { describe, expect, test } from 'vitest'
import type { LinkScope } from '../../src/link/claim.js'
import { readSharedChanges } from '../../src/store/links.js'
import { readSnapshotsOf } from '../../src/store/snapshots.js'
import { contents, week } from '../fixture/answering.js'
import { comeBy, mailedLink, type Site, site } from './site.js'

const at = { week, cutOff: '2026-11-23T12:00:00.000Z' } as const

describe('a change made by a link on a second device', () => {
  test('is told of, and one on the first is not', async () => {
    const here = await site()
    const token = await mailedLink(here)
    const [ada, somebody] = [await comeBy(here, token), await comeBy(here, token)]
    await ada.fill('/accounts/A-1', { note: 'Mine' })
    expect(await readSharedChanges(here.db, '2026-11-20')).toEqual([])
    here.clock += 1000
    await somebody.fill('/accounts/A-1', { note: 'Not mine' })
    expect(await readSharedChanges(here.db, '2026-11-20')).toMatchObject([
      { address: 'ada@example.com', accountId: 'A-1', week, version: 2, devices: 2 },
    ])
    expect(await readSharedChanges(here.db, '2026-11-21')).toEqual([])
  })

  test('is taken back by a tick and a button, to what it said before', async () => {
    const here = await site()
    const other = await comeBy(here, await mailedLink(here))
    await other.fill('/accounts/A-1', { note: 'Mine' })
    await other.fill('/accounts/A-1', { note: 'Not mine', service: '0' })
    const ada = await comeBy(here, await mailedLink(here, takingBack(2)), 'revert')
    const page = await ada.get('/revert')
    expect(page.body).toContain('Note: “Mine”, instead of “Not mine”')
    const before = await contents(here.db)
    expect((await ada.fill('/revert', {})).statusCode).toBe(422)
    expect(await contents(here.db)).toBe(before)
    expect((await ada.fill('/revert', { confirmed: 'yes' })).body).toContain('Taken back')
    expect(await latest(here)).toMatchObject({ version: 3, note: 'Mine', scores: { service: 75 } })
    expect((await ada.get('/revert')).statusCode).toBe(409)
  })

  test('goes back to what last week carried where it was the first of its week', async () => {
    const here = await site()
    const other = await comeBy(here, await mailedLink(here))
    await other.fill('/accounts/A-1', { note: 'Not mine', service: '0' })
    const ada = await comeBy(here, await mailedLink(here, takingBack(1)), 'revert')
    expect((await ada.get('/revert')).body).toContain('Note: nothing, instead of “Not mine”')
    await ada.fill('/revert', { confirmed: 'yes' })
    expect(await latest(here)).toMatchObject({ version: 2, note: null, scores: { service: 75 } })
  })

  test('cannot be taken back by a link for another version, or once the week is closed', async () => {
    const here = await site()
    const other = await comeBy(here, await mailedLink(here))
    await other.fill('/accounts/A-1', { note: 'Not mine' })
    const ada = await comeBy(here, await mailedLink(here, takingBack(7)), 'revert')
    expect((await ada.get('/revert')).statusCode).toBe(409)
    here.clock = Date.parse(at.cutOff) - 1
    const late = await comeBy(here, await mailedLink(here, takingBack(1)), 'revert')
    here.clock = Date.parse(at.cutOff)
    expect((await late.get('/revert')).body).toContain('This week is closed')
    expect((await late.get('/accounts')).statusCode).toBe(403)
  })
})

function takingBack(version: number): LinkScope {
  return { purpose: 'revert', address: 'ada@example.com', week, accountId: 'A-1', version }
}

async function latest({ db }: Site) {
  const { versions } = await readSnapshotsOf(db, { accountId: 'A-1', at, limit: 9 })
  return versions[0]
}
