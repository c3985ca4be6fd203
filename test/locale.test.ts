import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { formatOf } from '../src/format.js'
import { addSnapshot } from './fixture/answering.js'
import {
  accountsCsv,
  contractDesk,
  filledDesk,
  scores,
  week,
  weekCsv,
} from './fixture/contracts.js'
import { wordsIn } from './fixture/shown-figures.js'
import type { Desk } from './fixture/workspace.js'
import { comeBy, mailedLink, site, toReport } from './web/site.js'

/** Words that stand around figures and dates in German and French. */
const foreign =
  /\b(?:Mio|Mrd|Tsd|Mo|Di|Mi|Do|Fr|Sa|So|Okt|Dez|Mrz|lun|mar|mer|jeu|ven|sam|dim|janv|févr|déc|M€|k€)\b\.?/

const uneven = accountsCsv.replace('200000.00', '98765.00').replace('100000.00', '1234567.00')

async function deskIn(LOCALE: string): Promise<Desk> {
  const desk = contractDesk({ LOCALE, CURRENCY: 'EUR', EXCHANGE_RATES: 'USD=1' })
  desk.write('accounts.csv', uneven)
  desk.write('more.csv', weekCsv(week, { ...scores, 'A-3': 42.5 }))
  await desk.mmr('import', 'accounts', 'accounts.csv')
  await desk.mmr('import', 'snapshots', 'snapshots.csv')
  await desk.mmr('import', 'snapshots', 'more.csv')
  return desk
}

describe.each([
  ['de-DE', { short: '1,23M €', thousands: '98.765 €', full: '1.234.567 €', score: '42,5' }],
  ['fr-FR', { short: '1,23M €', thousands: '98,8K €', full: '1 234 567 €', score: '42,5' }],
  ['en-GB', { short: '€1.23M', thousands: '€98.8K', full: '€1,234,567', score: '42.5' }],
])('in %s', (locale, { short, thousands, full, score }) => {
  let desk: Desk
  beforeAll(async () => {
    desk = await deskIn(locale)
  })
  afterAll(() => desk.close())

  test('the mails have its figures and dates, and English words', async () => {
    const { out, err } = await desk.mmr('preview', '--role', 'executive')
    expect(err).toBe('')
    const text = out.replaceAll('\u00a0', ' ').replaceAll(/\n */g, ' ')
    for (const figure of [short, thousands, score]) expect(text).toContain(figure)
    expect(text).toContain('9–15 Nov')
    expect(text).not.toMatch(foreign)
  })

  test('the full report has them, too', async () => {
    await desk.mmr('preview', '--role', 'executive', '--full', '--out', 'full')
    const text = wordsIn(desk.read('full/executive-full.html'))
    for (const figure of [thousands, full, score]) expect(text).toContain(figure)
    expect(text).toContain('9–15 Nov 2026')
    expect(text).not.toMatch(foreign)
  })

  test('so has the full report, to the last digit', async () => {
    const { out, err } = await desk.mmr('preview', '--role', 'executive', '--full')
    expect(err).toBe('')
    const page = wordsIn(out).replaceAll(/\s+/g, ' ')
    for (const figure of [short, thousands, full, `from 70 to ${score}`, '9–15 Nov 2026']) {
      expect(page).toContain(figure)
    }
    expect(page).not.toMatch(foreign)
  })

  test('the terminal has them, too', async () => {
    const { out } = await desk.mmr('explain', 'A-3')
    expect(out).toContain(
      `health ${score}, red, from ${score.replace(/42(.)5/, '70$10')} in 2026-W45`,
    )
    expect(out).toMatch(new RegExp(`relationship +${score} +40 `))
  })

  test('JSON has plain numbers', async () => {
    const { out } = await desk.mmr('preview', '--role', 'executive', '--json')
    const { movements } = JSON.parse(out)
    expect(movements).toContainEqual(
      expect.objectContaining({ accountId: 'A-3', revenue: 98_765, health: 42.5, change: -27.5 }),
    )
  })
})

test.each([
  ['en-GB', { dates: '16–22 Nov 2026', day: 'Mon 23 Nov', score: '62.5', longest: '1,000' }],
  ['de-DE', { dates: '16–22 Nov 2026', day: 'Mon 23 Nov', score: '62,5', longest: '1.000' }],
  ['ja-JP', { dates: '2026 Nov 16–22', day: 'Mon Nov 23', score: '62.5', longest: '1,000' }],
])('pages are written as %s has it', async (locale, { dates, day, score, longest }) => {
  const here = await site({ format: formatOf({ locale, currency: 'EUR' }) })
  await addSnapshot(here.db, 'A-1', {
    version: 2,
    ...{ relationship: 61, service: 62.5 },
    recorded_at: '2026-11-15T13:00:00.000Z',
  })
  const ada = await comeBy(here, await mailedLink(here, { ...toReport, accountId: null }))
  const list = (await ada.get('/accounts')).body
  expect(list).toContain(`Reporting on ${dates}`)
  const closing = `${day}, 07:00 America/New York`
  expect(list).toContain(`by ${closing}`)
  expect((await ada.get('/accounts/A-1')).body).toContain(score)
  const wordy = await ada.fill('/accounts/A-1', { note: 'x'.repeat(1234) })
  expect(wordy.body).toContain(`Use at most ${longest} characters`)
  await ada.fill('/accounts/A-1', { relationship: '75' })
  const saved = (await ada.get('/accounts/A-1/saved')).body
  expect(saved).toContain(`You can correct it until ${closing}`)
  expect(saved).toContain(`+5.6 to 62.5`.replaceAll('.', score.charAt(2)))
})

describe('yen have no decimals', () => {
  test('in amounts converted from others, and they still add up', async () => {
    const desk = await filledDesk({ CURRENCY: 'JPY', EXCHANGE_RATES: 'USD=149.377719' })
    const mail = await desk.mmr('preview', '--role', 'executive')
    const page = await desk.mmr('preview', '--role', 'executive', '--full')
    expect(wordsIn(page.out)).toContain('Moved into red')
    for (const told of [mail.out, wordsIn(page.out)]) {
      expect(told).toMatch(/¥\d/)
      expect(told).not.toMatch(/¥[\d,]+\.\d\d(?![\d]*[KMB])\b/)
    }
    const json = (await desk.mmr('preview', '--role', 'executive', '--json')).out
    const { revenueAtRisk } = JSON.parse(json)
    const { movedIn, movedOut, new: added, lost, becameKnown, becameUnknown } = revenueAtRisk.bridge
    const amounts = [movedIn, movedOut, added, lost, becameKnown, becameUnknown]
    expect(amounts.filter((amount) => !Number.isInteger(amount))).toEqual([])
    expect(
      revenueAtRisk.previous + movedIn - movedOut + added - lost + becameKnown - becameUnknown,
    ).toBe(revenueAtRisk.total)
    desk.close()
  })
})
