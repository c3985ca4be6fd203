import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contractDesk, weekCsv } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

const faulty = 'account_id,week,service\nA-1,2026-W46,1000\n'

describe('mmr imports', () => {
  let desk: Desk
  beforeAll(async () => {
    desk = contractDesk({ TIME_ZONE: 'America/New_York' })
    await desk.mmr('import', 'accounts', 'accounts.csv')
    await desk.mmr('import', 'snapshots', 'snapshots.csv')
    desk.write('late.csv', faulty)
    await desk.mmr('import', 'snapshots', 'late.csv')
    desk.write('wrong.csv', weekCsv('2026-W46', { 'A-1': 10 }))
    await desk.mmr('import', 'snapshots', 'wrong.csv')
    await desk.mmr('import', '--undo', '4')
  })
  afterAll(() => desk.close())

  test('lists them, the latest first, in local time, with what each changed', async () => {
    const { code, out, err } = await desk.mmr('imports')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.split('\n').map((line) => line.trimEnd())).toEqual([
      'ID  WHEN              KIND       FILE           BY       WHAT',
      '4   2026-11-16 02:00  snapshots  wrong.csv      command  undone 2026-11-16 02:00; was 0 added, 1 superseded, 0 unchanged',
      '3   2026-11-16 02:00  snapshots  late.csv       command  refused: 1 fault',
      expect.stringMatching(/^ {10}late\.csv, line 2, column service: expected a number/),
      expect.any(String),
      '          where there is no score.',
      '2   2026-11-16 02:00  snapshots  snapshots.csv  command  8 added, 0 superseded, 0 unchanged',
      '1   2026-11-16 02:00  accounts   accounts.csv   command  4 added, 0 changed, 0 unchanged',
      '',
    ])
  })

  test('lists no more than it is asked for, and says how many there are', async () => {
    const { out } = await desk.mmr('imports', '--limit', '1')
    expect(out).toMatch(/^ID .*\n4 .*\n3 earlier; --limit 4 lists them all\.\n$/)
  })

  test.each(['0', 'all', '-1'])('wants a whole number for --limit, not %s', async (limit) => {
    const { code, err } = await desk.mmr('imports', `--limit=${limit}`)
    expect(code).toBe(2)
    expect(err).toContain('--limit wants a whole number from 1')
  })

  test('prints them as JSON', async () => {
    const { out } = await desk.mmr('imports', '--json')
    const [undone, refused, taken] = JSON.parse(out)
    expect(undone).toEqual({
      ...{ id: 4, at: '2026-11-16T07:00:04.000Z', kind: 'snapshots', file: 'wrong.csv' },
      ...{ origin: 'command', outcome: 'taken', faults: 0, firstFault: null },
      ...{ added: 0, changed: 0, superseded: 1, unchanged: 0, skipped: 0, firstSkipped: null },
      undoneAt: '2026-11-16T07:00:05.000Z',
    })
    expect(refused).toMatchObject({
      ...{ id: 3, outcome: 'refused', faults: 1, added: null, undoneAt: null },
      firstFault: expect.stringContaining('late.csv, line 2'),
    })
    expect(taken).toMatchObject({ id: 2, outcome: 'taken', added: 8, undoneAt: null })
  })

  test('says how to begin where nothing was imported', async () => {
    const own = contractDesk()
    await own.mmr('import', 'accounts', 'accounts.csv')
    own.execute('pragma foreign_keys = off; delete from imports')
    const { code, out } = await own.mmr('imports')
    own.close()
    expect({ code, out }).toEqual({
      code: 0,
      out: 'Nothing was imported yet: mmr import accounts FILE begins.\n',
    })
  })

  test('says of one from before the ledger that it was taken, and shows hostile names as text', async () => {
    const own = contractDesk()
    await own.mmr('import', 'accounts', 'accounts.csv')
    own.execute(
      `insert into imports (kind, file, recorded_at, faults)
       values ('snapshots', 'a' || char(27) || '[2Jb.csv', '2026-01-01T00:00:00.000Z', 0)`,
    )
    const { out } = await own.mmr('imports')
    expect(out).not.toContain('\u001b')
    expect(out).toMatch(/^2 .*\[2Jb\.csv +taken by an earlier version/m)
    const undone = await own.mmr('import', '--undo', '2')
    own.close()
    expect(undone).toMatchObject({ code: 1, out: '' })
    expect(undone.err).toContain('can’t be undone')
    expect(undone.err).not.toContain('\u001b')
  })
})

describe('mmr import --undo', () => {
  const figures = (out: string) => ({ ...JSON.parse(out), cutOff: null })

  test('says what became of the rows, and what counts is what was known before', async () => {
    const desk = contractDesk()
    await desk.mmr('import', 'accounts', 'accounts.csv')
    await desk.mmr('import', 'snapshots', 'snapshots.csv')
    const before = await desk.mmr('preview', '--role', 'executive', '--json')
    desk.write('wrong.csv', weekCsv('2026-W46', { 'A-1': 12, 'A-2': 13 }))
    await desk.mmr('import', 'snapshots', 'wrong.csv')
    const wrong = await desk.mmr('preview', '--role', 'executive', '--json')
    expect(figures(wrong.out)).not.toEqual(figures(before.out))

    expect(await desk.mmr('import', '--undo', '3')).toEqual({
      ...{ code: 0, err: '' },
      out: 'Import 3 (wrong.csv, 2026-11-16 07:00) is undone: 2 snapshots count for nothing any more, and what was known before counts again. Reports that were made stay as they are.\n',
    })
    const after = await desk.mmr('preview', '--role', 'executive', '--json')
    expect(figures(after.out)).toEqual(figures(before.out))
    const admin = await desk.mmr('preview', '--role', 'admin', '--json')
    expect(JSON.parse(admin.out).administration.importProblems).toEqual([
      { kind: 'undone', file: 'wrong.csv', at: '2026-11-16T07:00:06.000Z', rows: 2 },
    ])
    desk.close()
  })

  test('a report that was made says what it said', async () => {
    const desk = contractDesk()
    await desk.mmr('import', 'accounts', 'accounts.csv')
    await desk.mmr('import', 'snapshots', 'snapshots.csv')
    await desk.mmr('send')
    const sent = await desk.mmr('preview', '--role', 'executive', '--json')
    await desk.mmr('import', '--undo', '2')
    expect((await desk.mmr('preview', '--role', 'executive', '--json')).out).toBe(sent.out)
    desk.close()
  })

  test.each([
    [['--undo', '9'], 1, 'There is no import 9. mmr imports lists them. Nothing was changed.'],
    [['--undo', '2'], 1, 'was refused, so there is nothing to take back. Nothing was changed.'],
    [['--undo', 'last'], 2, '--undo wants a whole number from 1, and was given "last".'],
    [['accounts', '--undo', '1'], 2, 'mmr import --undo wants an id and nothing else.'],
    [['--undo', '1', '--yes'], 2, "option '--undo <id>' cannot be used with option '--yes'"],
    [['--undo', '1', '--map', 'A=b'], 2, 'cannot be used with option'],
  ] as const)('%j changes nothing and says why', async (words, code, said) => {
    const desk = contractDesk()
    await desk.mmr('import', 'accounts', 'accounts.csv')
    desk.write('late.csv', faulty)
    await desk.mmr('import', 'snapshots', 'late.csv')
    const ran = await desk.mmr('import', ...words)
    expect(ran).toMatchObject({ code, out: '' })
    expect(ran.err).toContain(said)
    expect(desk.rows('select 1 from imports where undone_at is not null')).toEqual([])
    desk.close()
  })

  test('a second time says when it was', async () => {
    const desk = contractDesk()
    await desk.mmr('import', 'accounts', 'accounts.csv')
    await desk.mmr('import', '--undo', '1')
    const { code, err } = await desk.mmr('import', '--undo', '1')
    desk.close()
    expect({ code, err }).toEqual({
      code: 1,
      err: 'Import 1 (accounts.csv, 2026-11-16 07:00) was undone already, 2026-11-16 07:00. Nothing was changed.\n',
    })
  })
})
