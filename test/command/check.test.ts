import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.js'
import { amended } from '../fixture/account-version.js'
import { accountsCsv, filledDesk } from '../fixture/contracts.js'
import { freePort, takenPort } from '../fixture/free-port.js'
import { startFaultServer } from '../fixture/smtp-fault-server.js'
import { startInbox } from '../fixture/smtp-inbox.js'
import { type Desk, openDesk } from '../fixture/workspace.js'

let desk: Desk
afterEach(() => desk.close())

describe('mmr check', () => {
  test('finds nothing where all is well', async () => {
    desk = await filledDesk()
    expect(await desk.mmr('check')).toEqual({
      code: 0,
      out:
        'remark: Retention is not told yet: contracts have been known for less than four weeks. ' +
        'Import older exports of accounts, each with its day (mmr import accounts FILE --as-of DAY), in any order; a year of them gives a year’s retention at once.\n' +
        `remark: SMTP_URL is not set: no mail leaves this computer. Messages are files in ${join(desk.directory, 'outbox')}. Set SMTP_URL to submit them.\n` +
        'remark: WEB_URL is not set: mails go out without links, account managers answer by replying, and no prompt is sent. ' +
        'Set it to the address as people reach the web server, such as https://report.example.com.\n' +
        'Settings, database and data are in order.\n\n' +
        'Who gets what next, on their own clocks:\n' +
        '  executive        Ada Boss <ada@example.com>                report Mon 2026-11-23 07:00 UTC\n' +
        '  executive        Wes Tern <wes@example.com> (region West)  report Mon 2026-11-23 07:00 UTC\n' +
        '  account-manager  Jon Abel <jon@example.com>                report Mon 2026-11-23 07:00 UTC\n' +
        '  account-manager  Mara Lind <mara@example.com>              report Mon 2026-11-23 07:00 UTC\n' +
        '  admin            Root Admin <root@example.com>             report Mon 2026-11-23 07:00 UTC\n',
      err: '',
    })
  })

  test('finds that there is no database yet, and makes none', async () => {
    desk = openDesk()
    const { code, out, err } = await desk.mmr('check')
    expect({ code, err }).toEqual({ code: 1, err: '1 fault to put right.\n' })
    expect(out).toMatch(/^fault: There is no database .*mmr\.sqlite yet: mmr import accounts FILE/m)
    expect(desk.files('.')).toEqual([])
  })

  test('names the addresses that an earlier import took, and so does a dry run', async () => {
    desk = await filledDesk()
    const faulty = { manager_address: `'jon@my_company.example'` }
    desk.execute(amended(faulty, `manager_address = 'jon@example.com'`))
    const { code, out } = await desk.mmr('check')
    expect(code).toBe(1)
    expect(out).toMatch(
      /^fault: No mail can go to Jon Abel.*jon@my_company\.example.*accounts\.csv/m,
    )
    const dry = await desk.mmr('send', '--dry-run')
    expect(dry.out).toMatch(
      /^ {2}would fail +account-manager +Jon Abel <jon@my_company\.example>: /m,
    )
    expect(dry.out.match(/would fail/g)).toHaveLength(1)
    desk.env.ACCOUNT_MANAGERS = 'Mara Lind <mara@example.com>'
    expect((await desk.mmr('check')).out).toMatch(/^warning: No mail can go to Jon Abel/m)
  })

  test.skipIf(process.platform === 'win32')('finds secrets that everybody may read', async () => {
    desk = await filledDesk()
    const keyFile = join(desk.directory, 'mmr.sqlite.link-keys')
    const settings = join(desk.directory, '.env')
    const warnings = async (text: string, mode: number) => {
      desk.write('.env', text)
      chmodSync(settings, mode)
      const { out } = await desk.mmr('check')
      return out.split('\n').filter((line) => line.includes('holds secrets'))
    }
    const warning = (file: string) =>
      `warning: Every user of this computer can read ${file}, which holds secrets. ` +
      `Let its owner run chmod o= ${file}, and change what others may have read.`
    expect(await warnings('COMPANY_NAME=Harbour\n', 0o644)).toEqual([])
    for (const secret of [
      'SMTP_URL=smtp://mmr:opensesame@localhost:1025',
      'LINK_KEYS=k1:c2VjcmV0',
    ]) {
      expect(await warnings(`${secret}\n`, 0o640)).toEqual([])
    }
    expect(await warnings('SMTP_URL=smtp://localhost:1025\n', 0o644)).toEqual([])
    expect(await warnings('SMTP_URL=smtp://mmr:opensesame@localhost:1025\n', 0o644)).toEqual([
      warning(settings),
    ])
    desk.write('mmr.sqlite.link-keys', 'k1:c2VjcmV0\n')
    chmodSync(keyFile, 0o604)
    expect(await warnings('', 0o644)).toEqual([warning(keyFile)])
  })

  test('names active accounts that the latest accounts.csv lacks', async () => {
    desk = await filledDesk()
    const lacking = async () =>
      (await desk.mmr('check')).out.split('\n').filter((line) => /accounts\.csv/.test(line))
    const without = (...ids: string[]) =>
      accountsCsv
        .split('\n')
        .filter((row) => !ids.includes(row.split(',')[0] ?? ''))
        .join('\n')
    desk.write('part.csv', without('A-2', 'A-4'))
    await desk.mmr('import', 'accounts', 'part.csv')
    expect(await lacking()).toEqual([
      'warning: The latest accounts.csv, of 2026-11-16, lacks 2 active accounts: A-2 Ridge School, A-4 Dale Mill. ' +
        'Where one has ended, say so in ended_on; where the file is the whole list, import it with --complete.',
    ])
    desk.write('old.csv', without('A-1'))
    await desk.mmr('import', 'accounts', 'old.csv', '--as-of', '2026-01-01')
    expect(await lacking()).toHaveLength(1)
    await desk.mmr('import', 'accounts', 'part.csv', '--complete', '--yes')
    expect(await lacking()).toEqual([])
  })

  test('names accounts whose currency of a year ago has no rate any more', async () => {
    desk = await filledDesk({ EXCHANGE_RATES: 'EUR=1.1' })
    desk.write('euro.csv', accountsCsv.replace('100000.00,USD', '100000.00,EUR'))
    await desk.mmr('import', 'accounts', 'euro.csv', '--as-of', '2025-11-03')
    expect((await desk.mmr('check')).out).not.toContain('etention')
    desk.env.EXCHANGE_RATES = ''
    expect((await desk.mmr('check')).out).toContain(
      'warning: 1 account is left out of the amounts of retention: A-1. ' +
        'A currency of old has no rate: add it to EXCHANGE_RATES.\n',
    )
  })

  test('finds everything at once, each thing with its cure', async () => {
    desk = await filledDesk({ EXCHANGE_RATES: 'EUR=1.1' })
    desk.write('euro.csv', `${accountsCsv}A-9,Elm,Eva Ek <eva@example.com>,10,EUR,30,North\n`)
    await desk.mmr('import', 'accounts', 'euro.csv')
    desk.wait(7 * 24 * 3_600_000)
    Object.assign(desk.env, {
      EXCHANGE_RATES: '',
      EXECUTIVES: 'Ada Boss <ada@example.com> (region=Nowhere)',
      ACCOUNT_MANAGERS: 'Mara Lind <mara@example.com>, Old Hand <old@example.com>',
      ADMINS: '',
      SMTP_URL: 'smtp://127.0.0.1:9?requireTLS=perhaps',
    })
    const { code, out, err } = await desk.mmr('check')
    const found = [
      /^fault: .*EUR.* Add EUR=RATE to EXCHANGE_RATES/m,
      /^fault: .*no snapshots of 2026-W47.*2026-W46\. Run mmr import snapshots FILE/m,
      /^warning: .*jon@example\.com.* ACCOUNT_MANAGERS/m,
      /^warning: .*eva@example\.com.* ACCOUNT_MANAGERS/m,
      /^warning: .*old@example\.com.*owns no account/m,
      /^fault: .*ada@example\.com.*region Nowhere/m,
      /^warning: .*ADMINS is empty/m,
      /^fault: requireTLS in SMTP_URL must be true or false\.$/m,
    ]
    for (const line of found) expect(out).toMatch(line)
    expect({ code, err }).toEqual({ code: 1, err: '4 faults to put right.\n' })
  })

  test('warns and is content where only warnings are left', async () => {
    desk = await filledDesk({ EXECUTIVES: '' })
    const { code, out, err } = await desk.mmr('check')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^warning: No executive gets the report: EXECUTIVES is empty\./)
    expect(out).toMatch(/in order\.\n\nWho gets what next/)
  })

  test('finds accounts missing', async () => {
    desk = openDesk({ ADMINS: 'a@example.com', EXECUTIVES: 'b@example.com' })
    await (await openDatabase(join(desk.directory, 'mmr.sqlite'))).destroy()
    const { code, out } = await desk.mmr('check')
    expect(code).toBe(1)
    expect(out).toMatch(/^fault: There are no accounts\. Run mmr import accounts FILE\.$/m)
  })

  test('finds an outbox that cannot be written', async () => {
    desk = await filledDesk({ OUTBOX_DIR: 'accounts.csv/x' })
    const { code, out } = await desk.mmr('check')
    expect(code).toBe(1)
    expect(out).toMatch(/^fault: Mail cannot be submitted: .*accounts\.csv.* OUTBOX_DIR/m)
  })
})

describe('who gets what next, says mmr check,', () => {
  const web = { WEB_URL: 'https://report.example.com' }
  const list = (out: string) =>
    out.slice(out.indexOf('Who gets what next')).split('\n').slice(1, -1)

  test('on the clocks of each, with the prompts of account managers, and who has unsubscribed', async () => {
    const port = String(await freePort())
    desk = await filledDesk({
      ...web,
      WEB_PORT: port,
      EXECUTIVES: 'Ada Boss <ada@example.com> (tz=Asia/Tokyo)',
      ACCOUNT_MANAGERS: '*, Jon Abel <jon@example.com> (tz=America/Los_Angeles)',
      PROMPT_AT: 'Wed 09:30',
    })
    await desk.mmr('send')
    desk.execute(
      `insert into unsubscribes (recipient, role, asked_at, link_hash)
       select 'mara@example.com', 'account-manager', '2026-11-16T08:00:00.000Z', link_hash
       from links limit 1`,
    )
    const { out } = await desk.mmr('check')
    expect(list(out)).toEqual([
      '  executive        Ada Boss <ada@example.com>     report Mon 2026-11-23 07:00 Asia/Tokyo',
      '  account-manager  Jon Abel <jon@example.com>     report Mon 2026-11-16 07:00, prompt Wed 2026-11-18 09:30 America/Los_Angeles',
      '  account-manager  Mara Lind <mara@example.com>   nothing: unsubscribed since 2026-11-16T08:00:00.000Z',
      '  admin            Root Admin <root@example.com>  report Mon 2026-11-23 07:00 UTC',
    ])
  })

  test('in numbers where they are many', async () => {
    const many = Array.from({ length: 500 }, (_, at) => `Nr ${at} <nr${at}@example.com>`)
    desk = await filledDesk({ ACCOUNT_MANAGERS: `${many.join(', ')} (tz=Asia/Tokyo)` })
    const { out } = await desk.mmr('check')
    expect(list(out).filter((line) => line.includes('account-manager'))).toEqual([
      '  account-manager  499 people                                report Mon 2026-11-23 07:00 UTC',
      '  account-manager  1 person                                  report Mon 2026-11-23 07:00 Asia/Tokyo',
    ])
  })

  test('as far as settings tell it, where faults stand in the way of the next report', async () => {
    desk = openDesk({ ADMINS: 'Root <a@example.com>', EXECUTIVES: '' })
    await (await openDatabase(join(desk.directory, 'mmr.sqlite'))).destroy()
    const { code, out } = await desk.mmr('check')
    expect([code, list(out)]).toEqual([
      1,
      ['  admin  Root <a@example.com>  report Mon 2026-11-23 07:00 UTC'],
    ])
  })
})

describe('mmr check with WEB_URL', () => {
  const origin = 'https://report.example.com'

  test('warns of links into the void', async () => {
    const web = { WEB_URL: 'http://localhost:3000', WEB_PORT: String(await freePort()) }
    desk = await filledDesk({ ...web, SMTP_URL: 'smtp://127.0.0.1:25' })
    const { code, out } = await desk.mmr('check')
    expect([code, out]).toEqual([0, expect.stringContaining('its links lead nowhere')])
    Reflect.deleteProperty(desk.env, 'SMTP_URL')
    expect((await desk.mmr('check')).out).not.toContain('its links lead nowhere')
  })

  test('finds nothing where the port is free, and makes no key', async () => {
    desk = await filledDesk({ WEB_URL: origin, WEB_PORT: String(await freePort()) })
    expect(await desk.mmr('check')).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^remark: Retention .*\nremark: SMTP_URL .*\nSettings, database and data are in order\.\n/,
      ),
      err: '',
    })
    expect(desk.files('.')).not.toContain('mmr.sqlite.link-keys')
  })

  test('finds a port that another program has, and a file without keys', async () => {
    const { port, server } = await takenPort()
    desk = await filledDesk({ WEB_URL: origin, WEB_PORT: String(port) })
    desk.write('mmr.sqlite.link-keys', 'nonsense')
    server.on('connection', (socket) => socket.destroy())
    const { code, out } = await desk.mmr('check')
    server.close()
    expect(code).toBe(1)
    expect(out).toMatch(/^fault: The web server cannot listen on .*Set WEB_HOST and WEB_PORT/m)
    expect(out).toMatch(/^fault: The links can’t be signed: .*link-keys holds no key/m)
  })

  test('is content where the report’s own server has the port', async () => {
    const port = String(await freePort())
    desk = await filledDesk({ WEB_URL: 'http://localhost:3000', WEB_PORT: port })
    const served = desk.mmr('serve')
    while ((await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null)) === null);
    const { code, out } = await desk.mmr('check')
    process.emit('SIGTERM')
    await served
    expect(code).toBe(0)
    expect(out).not.toMatch(/^(fault|warning):/m)
  })

  test('warns of a proxy that hides who asks, for as long as the running server sees it', async () => {
    const port = String(await freePort())
    desk = await filledDesk({ WEB_URL: origin, WEB_PORT: port })
    const near = `http://127.0.0.1:${port}`
    const served = desk.mmr('serve')
    while ((await fetch(`${near}/healthz`).catch(() => null)) === null);
    await fetch(`${near}/update/test`)
    const before = await desk.mmr('check')
    await fetch(`${near}/update/test`, { headers: { 'x-forwarded-for': '192.0.2.1' } })
    const after = await desk.mmr('check')
    process.emit('SIGTERM')
    const { err } = await served
    expect([before.code, after.code]).toEqual([0, 0])
    expect(before.out).toMatch(/^warning: Requests come by the proxy 127\.0\.0\.1 without X-Forw/m)
    expect(after.out).not.toMatch(/^warning:/m)
    expect(err.match(/come by the proxy/g)).toHaveLength(1)
  })

  test.each([
    ['0.0.0.0', '', /^warning: WEB_HOST=0\.0\.0\.0 lets other computers .*TRUSTED_PROXIES/m],
    ['::', '127.0.0.1', /^warning: WEB_HOST=:: lets other computers .*TRUSTED_PROXIES/m],
    ['0.0.0.0', '127.0.0.1, 10.20.0.0/24', null],
    ['127.0.0.1', '', null],
    ['localhost', '127.0.0.1', null],
  ])('with WEB_HOST=%s and TRUSTED_PROXIES=%s', async (host, proxies, warning) => {
    const web = { WEB_URL: origin, WEB_HOST: host, WEB_PORT: String(await freePort()) }
    desk = await filledDesk({ ...web, TRUSTED_PROXIES: proxies })
    const { code, out } = await desk.mmr('check')
    expect(code).toBe(0)
    if (warning === null) expect(out).not.toMatch(/^warning:/m)
    else expect(out).toMatch(warning)
  })
})

describe('mmr check --smtp', () => {
  test('logs in and hands over nothing', async () => {
    const inbox = await startInbox()
    desk = await filledDesk({ SMTP_URL: inbox.url })
    const { code, err } = await desk.mmr('check', '--smtp')
    await inbox.close()
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(inbox.arrived).toEqual([])
  })

  test('tells in words why a login failed, without the password', async () => {
    const server = await startFaultServer({
      faults: { AUTH: { kind: 'reply', text: '535 5.7.8 wrong password' } },
    })
    desk = await filledDesk({ SMTP_URL: `smtp://user:s3cret@127.0.0.1:${server.port}` })
    const { code, out, err } = await desk.mmr('check', '--smtp')
    await server.close()
    expect(code).toBe(1)
    expect(out).toMatch(
      /^fault: Mail cannot be submitted: login: 535 5\.7\.8 wrong password\. .*SMTP_URL/m,
    )
    expect(out + err).not.toContain('s3cret')
  })

  test('says that there is no server to log in to', async () => {
    desk = await filledDesk({ SMTP_URL: '' })
    const asked = await desk.mmr('check', '--smtp')
    expect(asked).toMatchObject({ code: 0, err: '' })
    expect(asked.out).toContain('remark: SMTP_URL is not set: no mail leaves this computer.')
    expect(await desk.mmr('check')).toEqual(asked)
  })

  test('is not asked for without the option', async () => {
    desk = await filledDesk({ SMTP_URL: 'smtp://127.0.0.1:9' })
    const { code } = await desk.mmr('check')
    expect(code).toBe(0)
  })
})
