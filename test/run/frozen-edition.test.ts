import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filledDesk, ledger, scores, week, weekCsv } from '../fixture/contracts.js'
import { bytesOf } from '../fixture/mail.js'
import type { Desk } from '../fixture/workspace.js'

/**
 * Takes back that anything was composed or submitted: the edition and its plan are all that is
 * left.
 */
function forgetMessages(desk: Desk): void {
  desk.execute(`
    delete from attempts;
    delete from messages;
    update editions set closed_at = null;
    update deliveries
    set state = 'planned', attempt = 0, settled_at = null, reason = null, next_attempt_at = null`)
  // The ledger is behind this mark now, which would be reason enough to send nothing.
  rmSync(join(desk.directory, 'mmr.sqlite.mark'), { force: true })
}

interface Kept {
  readonly message_id: string
  readonly delivery_id: number
}

function messages(desk: Desk): string[] {
  return desk
    .rows<Kept>('select message_id, delivery_id from messages order by delivery_id')
    .map(({ message_id, delivery_id }) => `${message_id}\n${bytesOf(desk, delivery_id)}`)
}

describe('an edition', () => {
  test.each([
    ['without links', {}],
    ['with links', { WEB_URL: 'https://report.example.com' }],
  ])(
    'composes again, from its frozen facts alone, the very bytes that went out: %s',
    async (_, env) => {
      const desk = await filledDesk(env)
      await desk.mmr('send')
      const first = messages(desk)
      desk.write('later.csv', weekCsv(week, { 'A-1': 1, 'A-3': 99 }))
      await desk.mmr('import', 'snapshots', 'later.csv')
      desk.write('accounts.csv', desk.read('accounts.csv').replace('Dale Mill', 'Renamed'))
      await desk.mmr('import', 'accounts', 'accounts.csv')
      Object.assign(desk.env, { COMPANY_NAME: 'Renamed', LOCALE: 'de-DE', RED_BELOW: '10' })

      forgetMessages(desk)
      // The Date of a message is when it was composed: back to that.
      desk.wait(-3000)
      const { code, err } = await desk.mmr('send')
      const again = messages(desk)
      desk.close()
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(again).toHaveLength(5)
      expect(again).toEqual(first)
    },
  )
})

describe('a week that is corrected after its own edition went out', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = await filledDesk()
    await desk.mmr('send')
    desk.wait(24 * 3_600_000)
    desk.write('corrected.csv', weekCsv(week, { 'A-1': 65 }))
    await desk.mmr('import', 'snapshots', 'corrected.csv')
    desk.wait(6 * 24 * 3_600_000)
    desk.write('next.csv', weekCsv('2026-W47', { ...scores, 'A-1': 60 }))
    await desk.mmr('import', 'snapshots', 'next.csv')
    await desk.mmr('send')
  })
  afterAll(() => desk.close())

  interface Row {
    readonly accountId: string
    readonly previousHealth: number
    readonly restatedFrom: number | null
  }

  async function movements(of: string): Promise<Row[]> {
    const { out } = await desk.mmr('preview', '--role', 'executive', '--week', of, '--json')
    return JSON.parse(out).movements
  }

  test('is marked restated in the next one, with the figure that had been told', async () => {
    const rows = await movements('2026-W47')
    const restated = rows.filter(({ restatedFrom }) => restatedFrom !== null)
    expect(restated).toMatchObject([
      { accountId: 'A-1', previousHealth: 65, restatedFrom: 45, change: -5, movement: 'down' },
    ])
  })

  test('stays what it was in its own', async () => {
    const own = (await movements(week)).find(({ accountId }) => accountId === 'A-1')
    expect(own).toMatchObject({ health: 45, previousHealth: 80, restatedFrom: null })
  })

  test('is told to the admins, next to what became of the edition before', async () => {
    const { out } = await desk.mmr('preview', '--role', 'admin', '--week', '2026-W47', '--json')
    const { administration } = JSON.parse(out)
    expect(administration.restated).toMatchObject([{ accountId: 'A-1' }])
    expect(administration.previousEdition).toMatchObject({ week, planned: 4, submitted: 4 })
    expect(ledger(desk, '2026-W47')).toHaveLength(5)
  })
})
