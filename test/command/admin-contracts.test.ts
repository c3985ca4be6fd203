import { describe, expect, onTestFinished, test } from 'vitest'
import { accountsCsv, filledDesk, scores, weekCsv } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

const weekMs = 7 * 24 * 3_600_000

/** After the first report. */
async function reported(): Promise<Desk> {
  const desk = await filledDesk()
  onTestFinished(() => desk.close())
  await done(desk, 'send')
  return desk
}

/** Warnings are welcome. */
async function done(desk: Desk, ...words: string[]): Promise<void> {
  const { code, err } = await desk.mmr(...words)
  expect({ words, code, err }).toMatchObject({ words, code: 0 })
}

async function imported(desk: Desk, csv: string, ...words: string[]): Promise<void> {
  desk.write('changed.csv', csv)
  await done(desk, 'import', 'accounts', 'changed.csv', ...words)
}

/** The report of the week after, once its scores are there. */
async function nextMonday(desk: Desk): Promise<string> {
  desk.wait(weekMs)
  desk.write('next.csv', weekCsv('2026-W47', scores))
  await done(desk, 'import', 'snapshots', 'next.csv')
  await done(desk, 'send')
  return await adminsMail(desk)
}

/** With a blank between any two words. */
async function adminsMail(desk: Desk): Promise<string> {
  await done(desk, 'preview', '--role', 'admin', '--out', 'look')
  const file = desk.files('look').find((name) => name.endsWith('.txt')) ?? expect.fail()
  return desk.read(`look/${file}`).replaceAll(/\s+/g, ' ')
}

describe('what admins are told of contracts', () => {
  test('which active accounts the latest file lacks, until the whole list is imported', async () => {
    const desk = await reported()
    const part = accountsCsv.replace(/^A-3.*\n/m, '')
    await imported(desk, part)
    const text = await nextMonday(desk)
    expect(text).toContain(
      'MISSING FROM ACCOUNTS.CSV 1 account, $200K a year, is active and not in the file of Mon Nov 16.',
    )
    expect(text).toMatch(/the whole list lacks\.? -+ Quay Terminal \$200K ◆ Yellow/)
    await imported(desk, part, '--complete', '--yes')
    expect(await adminsMail(desk)).not.toContain('MISSING FROM')
  })

  test('that retention is not told yet, and how it is told at once', async () => {
    const desk = await reported()
    const early = await adminsMail(desk)
    expect(early).toContain(
      'NOT MEASURED YET Retention is told once contracts have been known for 4 weeks',
    )
    expect(early).toContain('(mmr import accounts FILE --as-of DAY)')
    await imported(desk, accountsCsv, '--as-of', '2025-10-06')
    expect(await nextMonday(desk)).not.toContain('NOT MEASURED YET')
  })

  test('which accounts no amount of retention counts, for want of a rate of old', async () => {
    const desk = await reported()
    desk.env.EXCHANGE_RATES = 'EUR=1.1'
    await imported(
      desk,
      accountsCsv.replace('200000.00,USD', '200000.00,EUR'),
      '--as-of',
      '2025-10-06',
    )
    desk.env.EXCHANGE_RATES = ''
    const text = await nextMonday(desk)
    expect(text).toContain('WITHOUT A RATE 1 account left out of the amounts of retention')
    expect(text).toMatch(/EXCHANGE_RATES takes it -+ Quay Terminal Jon Abel/)
  })
})
