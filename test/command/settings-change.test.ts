import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../fixture/free-port.js'
import { linkNamed, mailTo } from '../fixture/mail.js'
import { due, type Office, openOffice, week } from '../fixture/office.js'
import { type Process, startProcess } from '../fixture/process.js'
import { startFaultServer } from '../fixture/smtp-fault-server.js'

// The built program while its settings file is changed.

const url = 'https://report.example.com'

interface Running {
  readonly office: Office
  readonly worker: Process
  /** Where its pages are. */
  readonly site: string
  /** Saves the settings with some of them set otherwise, or taken out. */
  readonly set: (over: Readonly<Record<string, string | null>>) => void
}

/** A worker that has all its settings from the file, and has sent the report. */
async function running(over: Readonly<Record<string, string>> = {}): Promise<Running> {
  const port = await freePort()
  const office = await openOffice({ WEB_URL: url, WEB_PORT: String(port), ...over })
  let settings: Record<string, string> = { ...office.desk.env }
  const set: Running['set'] = (changes) => {
    const all = Object.entries({ ...settings, ...changes })
    settings = Object.fromEntries(
      all.flatMap(([name, text]) => (text === null ? [] : [[name, text]])),
    )
    office.desk.write('.env', fileOf(settings))
  }
  set({})
  const worker = startProcess({ ...office.desk, env: {} }, ['start'], due + 60_000)
  await worker.logs(over.SMTP_URL === undefined ? 'closed' : 'pages are served')
  return { office, worker, site: `http://127.0.0.1:${port}`, set }
}

function fileOf(settings: Readonly<Record<string, string>>): string {
  return Object.entries(settings)
    .map(([name, text]) => `${name}='${text}'\n`)
    .join('')
}

/** The next line with these words that is logged from now on. */
async function nextLog({ log }: Process, words: string) {
  const before = log.length
  for (;;) {
    const found = log.slice(before).find(({ msg }) => msg.includes(words))
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** A browser without a face: opens a link, and asks again for the page that it led to. */
async function open(site: string, link: string) {
  const opened = await fetch(site + link.slice(url.length), { redirect: 'manual' })
  const cookie = opened.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const path = opened.headers.get('location') ?? ''
  return async () => {
    const page = await fetch(site + path, { headers: { cookie } })
    return { status: page.status, body: await page.text() }
  }
}

async function linkOf({ desk }: Office, address: string, role: string, name: string) {
  return linkNamed(await mailTo(desk, address, { week, role }), name)
}

describe('while the program runs, its settings file', () => {
  test('takes away the access of whoever is taken out, and tells that they tried', async () => {
    const { office, worker, site, set } = await running()
    const manager = await linkOf(
      office,
      'mara@example.com',
      'account-manager',
      'Update Harbour Hospital',
    )
    const reader = await linkOf(office, 'ada@example.com', 'executive', 'Full report')
    const [form, mail] = [await open(site, manager), await open(site, reader)]
    expect([(await form()).status, (await mail()).status]).toEqual([200, 200])

    set({ EXECUTIVES: 'wes@example.com', ACCOUNT_MANAGERS: 'jon@example.com' })
    expect(await worker.logs('the settings file was read again')).toMatchObject({
      level: 'info',
      msg: 'the settings file was read again, and holds from now on: ACCOUNT_MANAGERS, EXECUTIVES',
    })
    for (const page of [await form(), await mail()]) {
      expect(page.status).toBe(403)
      expect(page.body).toContain('Your access has ended')
    }
    worker.signal('SIGTERM')
    expect(await worker.end).toBe(0)
    const told = worker.log.find(({ msg }) => msg.startsWith('links were used'))
    expect(told?.msg).toMatch(
      /don't name for them: mara@example\.com \(1\), ada@example\.com \(1\)$/,
    )
    expect(office.desk.rows('select kind, count from link_refusals')).toEqual([
      { kind: 'removed', count: 2 },
    ])
  })

  test('changes nothing when it is faulty: all faults are told, and a good one is taken', async () => {
    const { office, worker, site, set } = await running()
    const reader = await linkOf(office, 'ada@example.com', 'executive', 'Full report')
    const mail = await open(site, reader)
    set({
      EXECUTIVES: 'nobody',
      TIME_ZONE: 'Mars/Olympus',
      RED_BELOW: '-1',
      ADMINNS: 'x@example.com',
    })
    const told = await worker.logs('cannot be used')
    expect(told.level).toBe('error')
    for (const name of ['EXECUTIVES', 'TIME_ZONE', 'RED_BELOW', 'ADMINNS']) {
      expect(told.msg).toContain(`- ${name}`)
    }
    expect((await mail()).status).toBe(200)
    const good = nextLog(worker, 'read again')
    set({ EXECUTIVES: 'wes@example.com', TIME_ZONE: null, RED_BELOW: null, ADMINNS: null })
    expect((await good).msg).toMatch(/from now on: EXECUTIVES/)
    expect((await mail()).status).toBe(403)
    expect(worker.log.filter(({ msg }) => msg.includes('cannot be used'))).toHaveLength(1)
  })

  test('is missed when it is gone or empty, and taken again however it is saved', async () => {
    const { office, worker, site, set } = await running()
    const mail = await open(
      site,
      await linkOf(office, 'ada@example.com', 'executive', 'Full report'),
    )
    const file = join(office.desk.directory, '.env')
    const text = office.desk.read('.env')
    rmSync(file)
    expect((await nextLog(worker, 'cannot be used')).msg).toContain(`${file} is gone. Put it back`)
    expect((await mail()).status).toBe(200)
    const empty = nextLog(worker, 'cannot be used')
    writeFileSync(file, '\n')
    expect((await empty).msg).toContain(`${file} is empty`)
    const back = nextLog(worker, 'read again')
    writeFileSync(file, text)
    expect((await back).msg).toContain('none is another one')
    // As editors do: another file takes its place, or the first half is there for a moment.
    const renamed = nextLog(worker, 'read again')
    writeFileSync(`${file}.new`, `${text}COMPANY_NAME=Renamed\n`)
    renameSync(`${file}.new`, file)
    expect((await renamed).msg).toContain('from now on: COMPANY_NAME')
    const whole = nextLog(worker, 'read again')
    writeFileSync(file, text.slice(0, text.indexOf('\n') + 1))
    await new Promise((resolve) => setTimeout(resolve, 300))
    writeFileSync(file, `${text}COMPANY_NAME=Whole\n`)
    expect((await whole).msg).toContain('from now on: COMPANY_NAME')
    expect((await mail()).status).toBe(200)
    set({})
  })

  test('says what has to wait for another start, and does the rest', async () => {
    const { office, worker, site, set } = await running()
    set({ WEB_PORT: '1', DATABASE_URL: 'other.sqlite', COMPANY_NAME: 'Other Services' })
    expect(await worker.logs('effect')).toMatchObject({
      level: 'warn',
      msg: 'DATABASE_URL, WEB_PORT take effect when the program is started again',
    })
    expect(worker.log.find(({ msg }) => msg.includes('read again'))?.msg).toMatch(/: COMPANY_NAME$/)
    const page = await fetch(`${site}/nowhere`)
    expect(await page.text()).toContain('Other Services')
    expect(existsSync(join(office.desk.directory, 'other.sqlite'))).toBe(false)
  })

  test('mends a password: what waited is sent, and neither password is ever in the log', async () => {
    const faults = { AUTH: { kind: 'reply', text: '535 5.7.8 wr0ng-pass is wrong' } } as const
    const [refusing, server] = [await startFaultServer({ faults }), await startFaultServer({})]
    onTestFinished(refusing.close)
    onTestFinished(server.close)
    const { office, worker, set } = await running({
      SMTP_URL: `smtp://user:wr0ng-pass@127.0.0.1:${refusing.port}`,
    })
    await worker.logs('refuses us')
    const logo = 'no-such-picture.png'
    set({ SMTP_URL: `smtp://user:r1ght-pass@127.0.0.1:${server.port}`, LOGO_FILE: logo })
    expect((await worker.logs('cannot be used')).msg).toContain(logo)
    expect(server.taken).toEqual([])
    set({ LOGO_FILE: null })
    await worker.logs('closed')
    expect(new Set(office.ledger().map((line) => line.split(' ')[0]))).toEqual(
      new Set(['submitted']),
    )
    expect(server.taken).toHaveLength(office.ledger().length)
    worker.signal('SIGTERM')
    expect(await worker.end).toBe(0)
    expect(JSON.stringify(worker.log)).not.toMatch(/wr0ng-pass|r1ght-pass/)
  })
})

test('what the environment sets wins over a change in the file', async () => {
  const port = await freePort()
  const office = await openOffice({ WEB_URL: url, WEB_PORT: String(port) })
  const { desk } = office
  desk.write('.env', 'COMPANY_NAME=Before\n')
  const worker = startProcess(desk, ['start'], due + 60_000)
  await worker.logs('closed')
  desk.write('.env', 'COMPANY_NAME=After\nEXECUTIVES=wes@example.com\n')
  expect((await worker.logs('read again')).msg).toMatch(/: COMPANY_NAME$/)
  expect(office.ledger().some((line) => line.includes('ada@example.com'))).toBe(true)
})

test('mmr serve takes a changed file, too', async () => {
  const { office, site, worker, set } = await running()
  const reader = await linkOf(office, 'ada@example.com', 'executive', 'Full report')
  worker.signal('SIGTERM')
  await worker.end
  const server = startProcess({ ...office.desk, env: {} }, ['serve'], due + 60_000)
  await server.logs('Listening')
  const mail = await open(site, reader)
  expect((await mail()).status).toBe(200)
  set({ EXECUTIVES: 'wes@example.com' })
  while (!server.err().includes('read again')) {
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect((await mail()).status).toBe(403)
  server.signal('SIGTERM')
  expect(await server.end).toBe(0)
  expect(server.err()).toContain('ada@example.com (1)')
})
