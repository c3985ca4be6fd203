import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { filledDesk, week, weekBefore } from '../fixture/contracts.js'
import { openedMail, referred } from '../fixture/mail.js'
import type { Desk } from '../fixture/workspace.js'

let desk: Desk
beforeAll(async () => {
  desk = await filledDesk()
})
afterAll(() => desk.close())

async function digests(...words: string[]) {
  const { code, out, err } = await desk.mmr('preview', '--json', ...words)
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out)
}

describe('--json prints what the message says, as facts:', () => {
  test('the week, the people, and every name of the contract', async () => {
    const digest = await digests('--role', 'executive', '--week', week)
    expect(digest).toMatchObject({
      week,
      previousWeek: weekBefore,
      role: 'executive',
      recipient: null,
    })
    expect(Object.keys(digest)).toEqual(
      expect.arrayContaining([
        ...['portfolio', 'movements', 'revenueAtRisk', 'top20', 'decisionMakerChanges'],
        ...['actions', 'valueDelivered', 'participation'],
      ]),
    )
    const contract = [
      ...['accountId', 'name', 'accountManager', 'region', 'revenue', 'movement', 'health'],
      ...['previousHealth', 'change', 'status', 'previousStatus', 'comparedWeek'],
      ...['weeksSinceUpdate', 'cause', 'pulse', 'restatedFrom', 'drivers', 'coverage', 'reason'],
      ...['note', 'earliestExit', 'action'],
    ]
    for (const movement of digest.movements) {
      expect(Object.keys(movement)).toEqual(expect.arrayContaining(contract))
    }
  })

  test('figures that were worked out by hand', async () => {
    const { portfolio, revenueAtRisk, movements, participation } = await digests(
      ...['--role', 'executive'],
    )
    expect(portfolio).toMatchObject({
      accounts: 4,
      health: 60.7,
      change: -4.9,
      byStatus: {
        red: { accounts: 1, accountsChange: 0, revenue: 100000, revenueChange: 20000 },
        yellow: { accounts: 3, accountsChange: 1, revenue: 330000, revenueChange: 80000 },
        green: { accounts: 0, accountsChange: -1, revenue: 0, revenueChange: -100000 },
        unknown: { accounts: 0, accountsChange: 0, revenue: 0, revenueChange: 0 },
      },
    })
    expect(revenueAtRisk).toEqual({
      total: 100000,
      previous: 80000,
      change: 20000,
      bridge: {
        ...{ movedIn: 100000, movedOut: 80000 },
        ...{ new: 0, lost: 0, becameKnown: 0, becameUnknown: 0 },
        ...{ grown: 0, cut: 0, desiredAgain: 0, noLongerDesired: 0, exchange: 0 },
      },
      byNotice: { 30: 100000, 60: 0, 90: 0, over90: 0 },
    })
    type Row = Record<
      'accountId' | 'movement' | 'health' | 'change' | 'status' | 'earliestExit',
      string
    >
    expect(
      movements.map((one: Row) => [
        ...[one.accountId, one.movement, one.health, one.change, one.status, one.earliestExit],
      ]),
    ).toEqual([
      ['A-1', 'down', 45, -35, 'red', '2026-12-16'],
      ['A-4', 'up', 55, 15, 'yellow', '2027-03-16'],
      ['A-2', 'up', 62, 2, 'yellow', '2027-01-15'],
      ['A-3', 'flat', 70.5, 0.5, 'yellow', '2027-02-14'],
    ])
    expect(participation).toMatchObject({ updated: 4, active: 4 })
  })

  test('of an executive with a region, that region alone', async () => {
    const digest = await digests('--recipient', 'WES@example.com')
    expect(digest).toMatchObject({
      region: 'West',
      recipient: { name: 'Wes Tern', address: 'wes@example.com' },
      portfolio: { accounts: 2 },
      revenueAtRisk: { total: 100000 },
    })
  })

  test('of every account manager, whose accounts together are the executive’s', async () => {
    const whole = await digests('--role', 'executive')
    const parts = await digests('--role', 'account-manager')
    type Digest = { recipient: { address: string }; movements: { accountId: string }[] }
    expect(parts.map((part: Digest) => part.recipient.address)).toEqual([
      'jon@example.com',
      'mara@example.com',
    ])
    const byId = (a: { accountId: string }, b: { accountId: string }) =>
      a.accountId < b.accountId ? -1 : 1
    expect(parts.flatMap((part: Digest) => part.movements).sort(byId)).toEqual(
      whole.movements.sort(byId),
    )
  })

  test('of an admin, what would be planned', async () => {
    const { administration } = await digests('--role', 'admin')
    expect(administration.thisEdition).toMatchObject({ week, planned: 4, submitted: 0, open: 4 })
    expect(administration.previousEdition).toBeNull()
  })

  test('of everybody where nobody in particular is named', async () => {
    const all = await digests()
    expect(all.map(({ role }: { role: string }) => role)).toEqual([
      ...['executive', 'executive', 'account-manager', 'account-manager', 'admin'],
    ])
  })
})

describe('without --json or --out', () => {
  test('subject and text go to the terminal, and nothing is written or recorded', async () => {
    const before = desk.files('.')
    const { code, out, err } = await desk.mmr('preview', '--role', 'executive')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^Subject: Harbour turned red; \$100K at risk\n\n\S/)
    expect(desk.files('.')).toEqual(before)
    expect(desk.rows('select * from editions')).toEqual([])
  })
})

describe('--out writes for each digest', () => {
  test('an .html, a .txt and an .eml that say the same', async () => {
    const { code, out, err } = await desk.mmr('preview', '--out', 'look/inside')
    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(err.split('\n')).toHaveLength(6)
    const names = ['executive.ada@example.com', 'executive.wes@example.com']
    const files = desk.files('look/inside')
    expect(files).toHaveLength(15)
    expect(files).toEqual(
      expect.arrayContaining(
        names.flatMap((name) => ['html', 'txt', 'eml'].map((it) => `${name}.${it}`)),
      ),
    )
    const mail = await openedMail(desk.read('look/inside/executive.ada@example.com.eml'))
    expect(mail.to).toEqual([{ name: 'Ada Boss', address: 'ada@example.com' }])
    const file = (extension: string) => desk.read(`look/inside/${names[0]}.${extension}`).trimEnd()
    // A browser finds pictures elsewhere than a mail client does.
    const withoutSources = (html = '') => html.trimEnd().replaceAll(/src="[^"]*"/g, 'src=""')
    expect(withoutSources(mail.html)).toBe(withoutSources(referred(file('html'))))
    expect(mail.text?.trimEnd()).toBe(file('txt'))
  })

  test('of a role alone is named after the role, and is to nobody', async () => {
    await desk.mmr('preview', '--role', 'executive', '--out', 'role')
    expect(desk.files('role')).toEqual(['executive.eml', 'executive.html', 'executive.txt'])
    const mail = await openedMail(desk.read('role/executive.eml'))
    expect(mail.to?.[0]?.address).toMatch(/@preview\.invalid$/)
  })

  test('with --json does both', async () => {
    const { code, out } = await desk.mmr(
      'preview',
      '--recipient',
      'root@example.com',
      '--json',
      '--out',
      'both',
    )
    expect(code).toBe(0)
    expect(JSON.parse(out).role).toBe('admin')
    expect(desk.files('both')).toHaveLength(3)
  })

  test('where a file stands in the way is told in words, exit 1', async () => {
    const { code, err } = await desk.mmr('preview', '--role', 'admin', '--out', 'accounts.csv/x')
    expect(code).toBe(1)
    expect(err).toContain('accounts.csv')
    expect(err).not.toMatch(/^\s+at /m)
  })
})

describe('somebody who gets nothing is wrong usage', () => {
  test.each<[string, string[]]>([
    ['an unknown address', ['--recipient', 'nobody@example.com']],
    ['an address in another role', ['--recipient', 'ada@example.com', '--role', 'admin']],
  ])('%s', async (_what, words) => {
    const { code, out, err } = await desk.mmr('preview', ...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('mmr send --dry-run')
  })
})

test('accounts in a currency without a rate are told, exit 1', async () => {
  const foreign = await filledDesk({ EXCHANGE_RATES: 'EUR=1.1' })
  foreign.write(
    'euro.csv',
    'account_id,name,account_manager,annual_revenue,currency,notice_days\nA-9,Elm,Jon Abel <jon@example.com>,10,EUR,30\n',
  )
  await foreign.mmr('import', 'accounts', 'euro.csv')
  delete foreign.env.EXCHANGE_RATES
  for (const words of [['preview'], ['send'], ['send', '--dry-run']]) {
    const { code, out, err } = await foreign.mmr(...words)
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/EUR.*EXCHANGE_RATES/)
  }
  expect((await foreign.mmr('check')).out).toMatch(/^fault: .*EUR/m)
  foreign.close()
})

test('shows links where mails have them, and makes neither links nor keys', async () => {
  const linked = await filledDesk({ WEB_URL: 'https://report.example.com' })
  const { code, out } = await linked.mmr('preview', '--recipient', 'mara@example.com')
  const written = linked.rows('select 1 from links')
  const files = linked.files('.')
  linked.close()
  expect([code, written]).toEqual([0, []])
  expect(files).not.toContain('mmr.sqlite.link-keys')
  for (const way of ['update', 'list', 'view', 'unsubscribe']) {
    expect(out).toContain(`https://report.example.com/${way}/preview`)
  }
})
