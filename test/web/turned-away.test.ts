import { describe, expect, test } from 'vitest'
import type { Web } from '../../src/web/web.js'
import { comeBy, mailedLink, site, visitor } from './site.js'

/** A site, and what its log was told of requests that were turned away. */
async function watched(over: Partial<Web> = {}) {
  const told: string[] = []
  const log = (text: string) => void (text.startsWith('turned away') && told.push(text))
  return Object.assign(await site({ ...over, log }), { told })
}

describe('requests that are turned away', () => {
  test('are told to the log, however many there are in one line a minute', async () => {
    const here = await watched({ limits: { perAddress: 3, perLink: 60 } })
    const stranger = visitor(here)
    for (let nth = 0; nth < 8; nth += 1) await stranger.get('/accounts')
    expect(here.told).toEqual(['turned away: 1 request, too many at a time'])
    here.clock += 60_000
    await stranger.get('/accounts')
    expect(here.told.slice(1)).toEqual(['turned away: 5 requests, too many at a time'])
    await stranger.get('/accounts')
    expect(here.told).toHaveLength(2)
    await here.app.close()
    expect(here.told.slice(2)).toEqual(['turned away: 1 request, too many at a time'])
  })

  test('are told apart: a form of another site, and who has no link', async () => {
    const here = await watched()
    const ada = await comeBy(here, await mailedLink(here))
    const forged = { 'sec-fetch-site': 'cross-site' }
    expect((await ada.post('/accounts/A-1', { note: 'x' }, forged)).statusCode).toBe(403)
    expect(here.told).toEqual([
      'turned away: 1 request with a form that isn’t ours or whose link doesn’t hold',
    ])
  })

  test('are not those that were answered, nor a link that was refused when it was opened', async () => {
    const here = await watched()
    const ada = await comeBy(here, await mailedLink(here))
    await ada.fill('/accounts/A-1', { note: 'All well' })
    await visitor(here).get('/update/nonsense')
    await visitor(here).get('/no-such-page')
    await here.app.close()
    expect(here.told).toEqual([])
  })
})
