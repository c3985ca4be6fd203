import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.js'
import { amended } from '../fixture/account-version.js'
import {
  everybody,
  filledDesk,
  ledger,
  people,
  recordedLongAgo,
  week,
} from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

/** Everything in the tables that sending writes to. */
function recorded(desk: Desk): unknown[] {
  const tables = ['editions', 'deliveries', 'messages', 'attempts', 'imports', 'snapshots']
  return tables.map((table) => desk.rows(`select * from ${table}`))
}

let desk: Desk
beforeEach(async () => {
  desk = await filledDesk()
})
afterEach(() => desk.close())

describe('mmr send', () => {
  test('submits to everybody once and says so', async () => {
    const { code, out, err } = await desk.mmr('send')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^2026-W46: 5 deliveries: 5 submitted\.\n/)
    expect(out).toContain('  submitted executive        Ada Boss <ada@example.com>\n')
    expect(ledger(desk)).toEqual(everybody.map((who) => `submitted ${who}`))
    expect(desk.files('outbox')).toHaveLength(10)
  })

  test('says that no mail leaves the computer where there is no mail server', async () => {
    const notice = `SMTP_URL is not set: no mail leaves this computer. Messages are files in ${join(desk.directory, 'outbox')}.`
    expect((await desk.mmr('send')).out.trimEnd().split('\n').at(-1)).toBe(notice)
    desk.env.SMTP_URL = 'smtp://127.0.0.1:9'
    expect((await desk.mmr('send')).out).not.toContain('SMTP_URL')
  })

  test('a second time changes nothing and says that there is nothing new', async () => {
    const first = await desk.mmr('send')
    const before = [recorded(desk), desk.files('outbox').map((file) => desk.read(`outbox/${file}`))]
    desk.wait(3_600_000)
    const second = await desk.mmr('send', '--week', week)
    const told = first.out.replace(' submitted.', ' submitted. There was nothing new to submit.')
    expect(second).toEqual({ ...first, out: told })
    expect([
      recorded(desk),
      desk.files('outbox').map((file) => desk.read(`outbox/${file}`)),
    ]).toEqual(before)
  })

  test('a second time reaches those who are new in the settings, and only them', async () => {
    await desk.mmr('send')
    const texts = () => desk.rows<{ n: number }>('select count(*) as n from attempts')[0]?.n
    const before = texts()
    desk.env.EXECUTIVES = `${people.EXECUTIVES}, New Boss <new@example.com>`
    const { code, out } = await desk.mmr('send')
    expect(code).toBe(0)
    expect(out).toMatch(/^2026-W46: 6 deliveries: 6 submitted/)
    expect(texts()).toBe((before ?? 0) + 1)
  })

  test('tells which outbox cannot be written, fails nobody, and the next run completes', async () => {
    desk.env.OUTBOX_DIR = 'accounts.csv/outbox'
    const stuck = await desk.mmr('send')
    expect(stuck.code).toBe(1)
    expect(stuck.err).toMatch(/^The run stopped, and nobody failed by it: .*accounts\.csv/)
    expect(ledger(desk).filter((line) => /^(submitted|failed)/.test(line))).toEqual([])
    desk.env.OUTBOX_DIR = 'outbox'
    const { code, err } = await desk.mmr('send')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(ledger(desk)).toEqual(everybody.map((who) => `submitted ${who}`))
  })
})

test('a currency without a rate is named in what to add, whatever the report is in', async () => {
  desk.env.CURRENCY = 'EUR'
  for (const words of [['send'], ['send', '--dry-run'], ['preview'], ['explain', 'A-1']]) {
    const { code, err } = await desk.mmr(...words)
    expect(code).toBe(1)
    expect(err).toBe(
      'There are accounts in USD and no exchange rate for it. Add USD=RATE to EXCHANGE_RATES: ' +
        'what one unit is worth in CURRENCY.\n',
    )
  }
})

describe('mmr send --dry-run', () => {
  test('lists what sending would do, and changes nothing', async () => {
    const before = [recorded(desk), desk.files('.')]
    const { code, out, err } = await desk.mmr('send', '--dry-run')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const lines = out.trimEnd().split('\n').slice(1)
    expect(lines.map((line) => line.trim().replace(/ {2,}/g, '  '))).toEqual([
      'would submit  executive  Ada Boss <ada@example.com>',
      'would submit  executive  Wes Tern <wes@example.com> (region West)',
      'would submit  account-manager  Jon Abel <jon@example.com>',
      'would submit  account-manager  Mara Lind <mara@example.com>',
      'would submit  admin  Root Admin <root@example.com>',
    ])
    expect([recorded(desk), desk.files('.')]).toEqual(before)
  })

  test('tells what is submitted already, and who would still be', async () => {
    await desk.mmr('send', '--only', 'ada@example.com')
    const { out } = await desk.mmr('send', '--dry-run')
    expect(out).toMatch(/submitted already +executive +Ada Boss/)
    expect(out.match(/would submit/g)).toHaveLength(4)
  })

  test('is limited by --only as sending is', async () => {
    const { code, out } = await desk.mmr('send', '--dry-run', '--only', 'MARA@example.com')
    expect(code).toBe(0)
    expect(out.trimEnd().split('\n')).toEqual([
      expect.stringContaining('dry run'),
      expect.stringContaining('Mara Lind <mara@example.com>'),
    ])
  })

  test('tells of the edition that was made: its people, whatever the data says now', async () => {
    desk.env.OUTBOX_DIR = 'accounts.csv/outbox'
    await desk.mmr('send')
    desk.env.OUTBOX_DIR = 'outbox'
    desk.env.EXECUTIVES = 'Ada Boss <ada@example.com>'
    desk.write(
      'accounts.csv',
      desk.read('accounts.csv').replaceAll('Jon Abel <jon@', 'Jo New <jo@'),
    )
    await desk.mmr('import', 'accounts', 'accounts.csv')
    const { out } = await desk.mmr('send', '--dry-run')
    const told = [...out.matchAll(/would submit +(\S+) .*<(.*)>/g)].map(
      ([, role, who]) => `${role} ${who}`,
    )
    await desk.mmr('send')
    const submitted = ledger(desk).filter((line) => line.startsWith('submitted '))
    expect(submitted.map((line) => line.slice('submitted '.length)).sort()).toEqual(told.sort())
    expect(told).toContain('account-manager jon@example.com')
  })

  test('of a week without snapshots says that it is held, exit 1, and tells nobody', async () => {
    const { code, out, err } = await desk.mmr('send', '--dry-run', '--week', '2026-W20')
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain('There is no snapshot of 2026-W20')
    expect(desk.rows('select * from editions')).toEqual([])
  })
})

describe('mmr send --only', () => {
  test('submits to that recipient alone; the others follow later, once each', async () => {
    const one = await desk.mmr('send', '--only', 'Ada@Example.com')
    expect(one).toMatchObject({ code: 0, err: '' })
    expect(one.out).toMatch(
      /^2026-W46: 1 delivery: 1 submitted\.\n {2}submitted executive +Ada Boss/,
    )
    expect(desk.files('outbox')).toHaveLength(2)
    await desk.mmr('send')
    expect(ledger(desk)).toEqual(everybody.map((who) => `submitted ${who}`))
    expect(desk.rows('select * from attempts')).toHaveLength(5)
  })

  test('leaves the admins’ mail until they can be told what became of the others', async () => {
    await desk.mmr('send', '--only', 'ada@example.com')
    await desk.mmr('send')
    const told = desk.rows<{ subject: string }>(
      `select subject from messages join deliveries using (delivery_id) where role = 'admin'`,
    )
    expect(told).toEqual([{ subject: 'All 4 sent; all accounts reported' }])
  })

  test('an admin gets theirs at once, and another admin’s is still right later', async () => {
    desk.env.ADMINS = `${people.ADMINS}, Second Admin <second@example.com>`
    const { code } = await desk.mmr('send', '--only', 'root@example.com')
    await desk.mmr('send')
    const told = desk.rows<{ told: string }>(
      `select address || ': ' || subject as told from messages join deliveries using (delivery_id)
       where role = 'admin' order by address`,
    )
    expect(code).toBe(0)
    expect(told.map((row) => row.told)).toEqual([
      expect.stringMatching(/^root@example\.com: 0 of \d sent; all accounts reported$/),
      'second@example.com: All 4 sent; all accounts reported',
    ])
  })

  test.each([[['send']], [['send', '--dry-run']]])(
    'with an address that gets nothing is wrong usage: %j',
    async (words) => {
      const { code, out, err } = await desk.mmr(...words, '--only', 'nobody@example.com')
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toContain('nobody@example.com')
      expect(desk.rows('select * from editions')).toEqual([])
    },
  )

  test('finds people of an edition that was made before, though the settings forgot them', async () => {
    await desk.mmr('send')
    desk.env.EXECUTIVES = ''
    const { code, out } = await desk.mmr('send', '--only', 'ada@example.com')
    expect(code).toBe(0)
    expect(out).toMatch(/1 delivery: 1 submitted/)
  })
})

describe('mmr send --only before the report is due', () => {
  const early = ['send', '--week', week, '--only', 'ada@example.com']
  const wait = () => desk.wait(-3_600_000)
  const enter = () => recordedLongAgo(desk)

  test('says that it freezes the report for everybody, and wants --yes', async () => {
    enter()
    wait()
    for (const words of [early, [...early, '--dry-run']]) {
      const { code, out, err } = await desk.mmr(...words)
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toContain(
        'The report of 2026-W46 is due 2026-11-16 07:00 (UTC), and a copy for ada@example.com now ' +
          'freezes it for everybody',
      )
      expect(err).toContain('mmr send --test ADDRESS --as ada@example.com --week 2026-W46')
      expect(err).toContain('--yes')
    }
    expect(desk.rows('select * from editions')).toEqual([])
    expect((await desk.mmr(...early, '--yes')).code).toBe(0)
    expect(desk.rows('select * from attempts')).toHaveLength(1)
  })

  test('asks no more once the report is made', async () => {
    enter()
    wait()
    await desk.mmr(...early, '--yes')
    expect((await desk.mmr('send', '--only', 'wes@example.com')).code).toBe(0)
    expect(desk.rows('select * from attempts')).toHaveLength(2)
  })

  test('is early until it is due in the first of its readers’ zones', async () => {
    enter()
    desk.env.EXECUTIVES = 'Ada Boss <ada@example.com>, Mei Ito <mei@example.com> (tz=Asia/Tokyo)'
    wait()
    expect((await desk.mmr(...early)).code).toBe(0)
  })
})

describe('a week that lacks a rate', () => {
  test.each([[[]], [['--only', 'root@example.com']]])(
    'plans nothing, and says which: %j',
    async (words) => {
      desk.execute(amended({ currency: `'EUR'` }, `account_id = 'A-1'`))
      const { code, err } = await desk.mmr('send', ...words)
      expect(code).toBe(1)
      expect(err).toContain('accounts in EUR and no exchange rate')
      expect(desk.rows('select * from editions')).toEqual([])
    },
  )
})

describe('a week that has not ended yet', () => {
  test('is warned about, on stderr, and sent all the same', async () => {
    desk.wait(-1 * 24 * 3_600_000)
    recordedLongAgo(desk)
    for (const words of [['send', '--dry-run'], ['send']]) {
      const { code, err } = await desk.mmr(...words, '--week', week)
      expect(code).toBe(0)
      expect(err).toMatch(/^warning: 2026-W46 has not ended yet, .* mmr preview /)
    }
  })
})

describe('a week that has not begun', () => {
  test.each([[['send']], [['send', '--dry-run']]])('is refused by %j', async (words) => {
    const { code, err } = await desk.mmr(...words, '--week', '2026-W48')
    expect(code).toBe(2)
    expect(err).toBe('2026-W48 has not begun: 2026-W47 is the week that runs.\n')
    expect(desk.rows('select * from editions')).toEqual([])
  })
})

describe('a week without snapshots', () => {
  const held = (code: number) => ({ code, out: '' })

  test('is held: the admins are told once, by mail, nobody gets a report, exit 1', async () => {
    const first = await desk.mmr('send', '--week', '2026-W47')
    const second = await desk.mmr('send', '--week', '2026-W47')
    for (const { code, out, err } of [first, second]) {
      expect({ code, out }).toEqual(held(1))
      expect(err).toContain('There is no snapshot of 2026-W47: the edition is held')
      expect(err).toContain('submitted admin            Root Admin <root@example.com>')
    }
    expect(ledger(desk, '2026-W47', 'held')).toEqual(['submitted admin root@example.com'])
    expect(ledger(desk, '2026-W47')).toEqual([])
    expect(desk.rows('select * from attempts')).toHaveLength(1)
    expect(desk.files('outbox')).toEqual([
      '2026-W47/held-admin.root@example.com.eml',
      '2026-W47/held-admin.root@example.com.html',
    ])
    expect(desk.read('outbox/2026-W47/held-admin.root@example.com.html')).toContain('2026-W47')
  })

  test.each(['ada@example.com', 'root@example.com'])(
    'plans and mails nothing by a run that is limited to %s: the terminal says so',
    async (only) => {
      const { code, out, err } = await desk.mmr('send', '--week', '2026-W47', '--only', only)
      expect({ code, out }).toEqual(held(1))
      expect(err).toContain('There is no snapshot of 2026-W47: the edition is held')
      expect(err).toContain('--only mails nobody the notice of it')
      expect(desk.rows('select * from editions')).toEqual([])
      expect(desk.rows('select * from deliveries')).toEqual([])
      await desk.mmr('send', '--week', '2026-W47')
      expect(ledger(desk, '2026-W47', 'held')).toEqual(['submitted admin root@example.com'])
    },
  )

  test('has its notice tried again by a run that is limited to an admin', async () => {
    desk.env.OUTBOX_DIR = 'accounts.csv/outbox'
    await desk.mmr('send', '--week', '2026-W47')
    desk.env.OUTBOX_DIR = 'outbox'
    const words = ['send', '--week', '2026-W47', '--only', 'root@example.com']
    expect(await desk.mmr(...words)).toMatchObject(held(1))
    expect(ledger(desk, '2026-W47', 'held')).toEqual(['submitted admin root@example.com'])
  })

  test('gets its report once there are some', async () => {
    await desk.mmr('send', '--week', '2026-W47')
    desk.write('late.csv', 'account_id,week,service\nA-1,2026-W47,80\n')
    await desk.mmr('import', 'snapshots', 'late.csv')
    const { code, out } = await desk.mmr('send', '--week', '2026-W47')
    expect(code).toBe(0)
    expect(out).toMatch(/^2026-W47: 5 deliveries: 5 submitted/)
  })

  test('is exit 1 as well where there is no admin to tell', async () => {
    desk.env.ADMINS = ''
    expect(await desk.mmr('send', '--week', '2026-W47')).toMatchObject(held(1))
  })

  test('that cannot even be told to the admins says why', async () => {
    desk.env.OUTBOX_DIR = 'accounts.csv/outbox'
    const { code, err } = await desk.mmr('send', '--week', '2026-W47')
    expect(code).toBe(1)
    expect(err).toMatch(/The run stopped, and nobody failed by it: .*accounts\.csv/)
  })

  test('is held as well where nothing was ever imported', async () => {
    await (await openDatabase(join(desk.directory, 'fresh.sqlite'))).destroy()
    const { code, err } = await desk.mmr('send', '--database', 'fresh.sqlite')
    expect(code).toBe(1)
    expect(err).toContain('the edition is held')
  })
})
