import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { weeksEnding } from '../../src/report/week.js'
import { everybody } from '../fixture/contracts.js'
import { freePort } from '../fixture/free-port.js'
import { linkNamed, mailTo } from '../fixture/mail.js'
import { due, type Office, openOffice, week } from '../fixture/office.js'
import { type Process, startProcess } from '../fixture/process.js'
import { startInbox } from '../fixture/smtp-inbox.js'
import { neighbour } from '../store/neighbour.js'
import { formIn } from './site.js'

// The built program, while other programs write to its database.

/** Nobody who asks for a page or for the health waits longer, in milliseconds. */
const soon = 1000

const origin = 'https://report.example.com'

interface Scene {
  readonly office: Office
  readonly worker: Process
  /** Where the program listens. */
  readonly url: string
}

/** The program at work, with its web server. */
async function scene(env: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const port = await freePort()
  const office = await openOffice({ WEB_URL: origin, WEB_PORT: String(port), ...env })
  const worker = startProcess(office.desk, ['start'], due + 60_000)
  await worker.logs('pages are served')
  return { office, worker, url: `http://127.0.0.1:${port}` }
}

/** Another process takes the write lock; what this gives back has it let go. */
async function lock({ desk }: Office): Promise<() => Promise<string>> {
  const other = neighbour(
    join(desk.directory, 'mmr.sqlite'),
    `const db = new Sqlite(file, { timeout: 20_000 })
     db.exec('begin immediate')
     say('locked')
     await left
     db.exec('rollback')`,
  )
  await other.heard()
  return other.leave
}

interface Form {
  readonly page: () => Promise<string>
  readonly save: (page: string, changed: Record<string, string>) => Promise<Response>
}

/** Mara's form about one of her accounts, by the link in her report. */
async function formOf({ office, worker, url }: Scene): Promise<Form> {
  await worker.logs('closed')
  const mail = await mailTo(office.desk, 'mara@example.com', { week, role: 'account-manager' })
  const path = linkNamed(mail, 'Update Harbour Hospital').slice(origin.length)
  const opened = await fetch(`${url}${path}`, { redirect: 'manual' })
  const cookie = opened.headers.getSetCookie().map((one) => one.split(';')[0])
  const headers = { cookie: cookie.join('; ') }
  const address = `${url}${opened.headers.get('location')}`
  return {
    page: async () => await (await fetch(address, { headers })).text(),
    save: (page, changed) => {
      const fields = Object.entries({ ...formIn(page), ...changed })
      const pairs = fields.flatMap(([name, value]) =>
        [value].flat().map((one): [string, string] => [name, one]),
      )
      const body = new URLSearchParams(pairs)
      return fetch(address, { method: 'POST', headers, body, redirect: 'manual' })
    },
  }
}

/** Asks again and again until it is told to end; how long the longest answer took. */
function asking(ask: () => Promise<unknown>): () => Promise<number> {
  let isOver = false
  const longest = (async () => {
    let most = 0
    while (!isOver) {
      const start = performance.now()
      await ask()
      most = Math.max(most, performance.now() - start)
      await pause(100)
    }
    return most
  })()
  return () => {
    isOver = true
    return longest
  }
}

const health = async ({ url }: Scene) => {
  const response = await fetch(`${url}/healthz`)
  expect(await response.json()).toMatchObject({ database: 'well' })
}

const notes = ({ office }: Scene) =>
  office.desk
    .rows<{ note: string }>("select note from snapshots where note like 'They%' order by note")
    .map(({ note }) => note)

test('a lock of fifteen seconds: pages and the health go on, and a save says that it was not kept', async () => {
  const here = await scene()
  const form = await formOf(here)
  const page = await form.page()
  const letGo = await lock(here.office)
  const locked = pause(15_000)
  const pages = asking(async () => expect(await form.page()).toContain('Harbour Hospital'))
  const checks = asking(() => health(here))
  const refused = await form.save(page, { note: 'They want <a plan>' })
  expect(refused.status).toBe(503)
  const again = await refused.text()
  expect(again).toContain('Nothing was saved: this can’t be written down just now')
  expect(formIn(again)).toMatchObject({ note: 'They want <a plan>' })
  await locked
  await letGo()
  expect(await pages()).toBeLessThan(soon)
  expect(await checks()).toBeLessThan(soon)
  expect(notes(here)).toEqual([])
  // The page that came back is a form like any other.
  expect((await form.save(again, {})).status).toBe(303)
  expect(notes(here)).toEqual(['They want <a plan>'])
})

test('a lock of three seconds: a save waits, and is kept', async () => {
  const here = await scene()
  const form = await formOf(here)
  const page = await form.page()
  const letGo = await lock(here.office)
  const saving = form.save(page, { note: 'They wait' })
  const checks = asking(() => health(here))
  await pause(3000)
  await letGo()
  expect((await saving).status).toBe(303)
  expect(await checks()).toBeLessThan(soon)
  expect(notes(here)).toEqual(['They wait'])
})

test('an edition that is being sent while there is a lock: nothing is lost, and nothing twice', async () => {
  const inbox = await startInbox()
  onTestFinished(inbox.close)
  const readers = Array.from({ length: 60 }, (_, index) => `reader${index}@example.com`)
  const here = await scene({
    EXECUTIVES: readers.join(', '),
    SMTP_URL: inbox.url,
    SMTP_PER_SECOND: '20',
  })
  while (inbox.arrived.length < 5) await pause(10)
  const letGo = await lock(here.office)
  const before = inbox.arrived.length
  const checks = asking(() => health(here))
  await pause(4000)
  // Without the ledger nothing new leaves; what had begun may still arrive.
  expect(inbox.arrived.length).toBeLessThan(before + 10)
  await letGo()
  await here.worker.logs('closed')
  expect(await checks()).toBeLessThan(soon)
  const people = [...readers, ...everybody.slice(2).map((who) => who.split(' ')[1])]
  expect(inbox.arrived.flatMap(({ to }) => to).sort()).toEqual(people.sort())
  const states = here.office.ledger().map((line) => line.split(' ')[0])
  expect(states).toEqual(people.map(() => 'submitted'))
})

test('a large import by another program: forms are saved, and nobody waits for it', async () => {
  const here = await scene()
  const form = await formOf(here)
  await writeHistory(here.office)
  const importing = mmr(here.office, 'import', 'snapshots', 'history.csv')
  let saved = 0
  const saves = asking(async () => {
    saved += 1
    const note = `They said ${String(saved).padStart(4, '0')}`
    expect((await form.save(await form.page(), { note })).status).toBe(303)
  })
  const checks = asking(() => health(here))
  expect(await importing).toBe(0)
  expect(await checks()).toBeLessThan(soon)
  expect(await saves()).toBeLessThan(9000)
  expect(notes(here)).toHaveLength(saved)
  expect(
    here.office.desk.rows('select count(*) as count from snapshots where week < ?', '2026-W40'),
  ).toEqual([{ count: historyWeeks * historyAccounts }])
})

const historyWeeks = 500
const historyAccounts = 600

/** Ten years of six hundred contracts, and the contracts. */
async function writeHistory({ desk }: Office): Promise<void> {
  const ids = Array.from({ length: historyAccounts }, (_, index) => `H-${index}`)
  const accounts = ids.map((id) => `${id},Contract ${id},Jon Abel <jon@example.com>,1000,USD,30`)
  const head = 'account_id,name,account_manager,annual_revenue,currency,notice_days'
  desk.write('more.csv', [head, ...accounts, ''].join('\n'))
  const { code, err } = await desk.mmr('import', 'accounts', 'more.csv')
  if (code !== 0) throw new Error(err)
  const rows = weeksEnding('2026-W39', historyWeeks).flatMap((of) =>
    ids.map((id, index) => `${id},${of},${index % 100},50,60,70,"As it was, more or less"`),
  )
  const columns = 'account_id,week,relationship,innovation,service,commercial,note'
  desk.write('history.csv', [columns, ...rows, ''].join('\n'))
}

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

/** A command of the built program in a process of its own: its exit code. */
async function mmr({ desk }: Office, ...words: string[]): Promise<unknown> {
  const { PATH, TZ } = process.env
  const env = { PATH, TZ, ...desk.env }
  const child = spawn(process.execPath, [program, ...words], { cwd: desk.directory, env })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [code] = await once(child, 'close')
  return code
}
