import { describe, expect, onTestFinished, test } from 'vitest'
import { run } from '../../src/command/program.js'
import { beat } from '../../src/run/beat.js'
import { unpaced } from '../../src/run/deliver.js'
import { setHold } from '../../src/store/installation.js'
import { everybody } from '../fixture/contracts.js'
import { linkNamed, mailTo } from '../fixture/mail.js'
import {
  due,
  installedAt,
  type Office,
  openEmptyOffice,
  transportOf,
  week,
} from '../fixture/office.js'
import { startFaultServer } from '../fixture/smtp-fault-server.js'
import { startInbox } from '../fixture/smtp-inbox.js'
import { recordingTerminal } from '../fixture/terminal.js'

const origin = 'https://report.example.com'
const hour = 3_600_000
/** When the prompt about the week is due, in the report's own zone. */
const friday = Date.UTC(2026, 10, 20, 14)

const jon = 'account-manager jon@example.com'
const mara = 'account-manager mara@example.com'
const toMara = { week, role: 'account-manager', kind: 'prompt' }

/** A worker that has been running since that morning; nobody has reported on the week yet. */
async function openFriday(env: Readonly<Record<string, string>> = {}): Promise<Office> {
  const office = await openEmptyOffice({ WEB_URL: origin, ...env })
  office.at(friday - 5 * hour)
  await office.beat()
  expect(prompts(office)).toEqual([])
  return office
}

function prompts(office: Office): string[] {
  return office.ledger(week, 'prompt')
}

/** Each edition: what kind and week, and whether it is late. */
function editions({ desk }: Office): string[] {
  return desk
    .rows<{ line: string }>(
      `select kind || ' ' || week || case late when 1 then ' late' else '' end as line
       from editions order by edition_id`,
    )
    .map(({ line }) => line)
}

function reasons({ desk }: Office): unknown[] {
  return desk
    .rows<{ reason: string | null }>('select reason from deliveries order by delivery_id')
    .map(({ reason }) => reason)
}

async function report(office: Office, accounts: readonly string[]): Promise<void> {
  const rows = accounts.map((account) => `${account},${week},70\n`)
  office.desk.write('answers.csv', `account_id,week,health\n${rows.join('')}`)
  await mmr(office, 'import', 'snapshots', 'answers.csv')
}

/** A command at the time of the worker's clock. */
async function mmr({ desk, work }: Office, ...words: string[]): Promise<void> {
  const terminal = recordingTerminal(desk.directory, { now: work.now(), env: desk.env })
  const code = await run(words, terminal)
  if (code !== 0) throw new Error(terminal.said().err)
}

describe('on Friday', () => {
  test('each account manager is asked once, and nobody else', async () => {
    const office = await openFriday()
    office.at(friday - 1)
    await office.beat()
    expect(prompts(office)).toEqual([])
    for (const later of [0, 60_000, 2 * hour]) {
      office.at(friday + later)
      await office.beat()
      expect(prompts(office)).toEqual([`submitted ${jon}`, `submitted ${mara}`])
    }
    expect(editions(office)).toEqual([`prompt ${week}`])
    expect(office.desk.files('outbox').filter((name) => name.endsWith('.eml'))).toHaveLength(2)
  })

  test('they are asked about their own accounts alone, each with its link', async () => {
    const office = await openFriday()
    office.at(friday)
    await office.beat()
    const mail = await mailTo(office.desk, 'mara@example.com', toMara)
    expect(mail.subject).toBe('2 accounts to update; week of Nov 16-22')
    for (const account of ['Harbour Hospital', 'Ridge School']) {
      expect(linkNamed(mail, account)).toMatch(/^https:\/\/[^/]+\/update\/[\w-]{32}\/A-\d$/)
    }
    expect(linkNamed(mail, 'All your accounts')).toMatch(/^https:\/\/[^/]+\/list\/[\w-]{32}$/)
    for (const part of [mail.html, mail.text]) expect(part).not.toContain('Quay Terminal')
  })

  test('each on their own clocks, of the same facts: what is known when the first is due', async () => {
    const office = await openFriday({
      ACCOUNT_MANAGERS: '*, Mara Lind <mara@example.com> (tz=America/Los_Angeles)',
    })
    office.at(friday)
    await office.beat()
    expect(prompts(office)).toEqual([`planned ${mara}`, `submitted ${jon}`])
    office.at(friday + hour)
    await report(office, ['A-1'])
    office.at(friday + 8 * hour)
    await office.beat()
    expect(prompts(office)).toEqual([`submitted ${mara}`, `submitted ${jon}`])
    const { subject, date } = await mailTo(office.desk, 'mara@example.com', toMara)
    expect(subject).toBe('2 accounts to update; week of Nov 16-22')
    expect(date).toBe('2026-11-20T22:00:00.000Z')
  })

  test('who has updated everything by then is spared, and the ledger says so', async () => {
    const office = await openFriday()
    office.at(friday - hour)
    await report(office, ['A-1', 'A-2', 'A-3'])
    office.at(friday)
    await office.beat()
    expect(prompts(office)).toEqual([`submitted ${jon}`, `skipped ${mara}`])
    expect(reasons(office)).toContain('every account was updated already')
    const { subject } = await mailTo(office.desk, 'jon@example.com', toMara)
    expect(subject).toBe('1 of 2 accounts to update; week of Nov 16-22')
    expect(editions(office)).toEqual([`prompt ${week}`])
  })

  test('who has unsubscribed is not asked', async () => {
    const office = await openFriday()
    office.at(friday)
    await office.beat()
    office.desk.execute(
      `insert into unsubscribes (role, recipient, asked_at, link_hash)
       select 'account-manager', 'mara@example.com', '2026-11-20T15:00:00.000Z', link_hash
       from links where purpose = 'unsubscribe' and address = 'mara@example.com'`,
    )
    office.at(friday + 168 * hour)
    await office.beat()
    expect(office.ledger('2026-W48', 'prompt')).toEqual([`submitted ${jon}`])
  })

  test('two workers ask nobody twice', async () => {
    const inbox = await startInbox()
    onTestFinished(inbox.close)
    const office = await openFriday({ SMTP_URL: inbox.url })
    office.at(friday)
    const workers = ['one', 'other'].map((owner) => ({ ...office.work, owner }))
    const transport = transportOf(office.desk)
    onTestFinished(transport.close)
    await Promise.all(
      workers.map((work) =>
        beat(work, { transport, pace: unpaced, installedAt, mayDeliver: true }),
      ),
    )
    expect(inbox.arrived.flatMap(({ to }) => to).sort()).toEqual([
      'jon@example.com',
      'mara@example.com',
    ])
    expect(prompts(office)).toEqual([`submitted ${jon}`, `submitted ${mara}`])
  })

  test('on hold, nobody is asked before it is released', async () => {
    const office = await openFriday()
    await setHold(office.db, {
      reason: 'a look first',
      since: '2026-11-20T12:00:00.000Z',
      doubt: null,
    })
    office.at(friday)
    await office.beat()
    expect(editions(office)).toEqual([])
  })
})

describe('after a time without a worker', () => {
  test('they are asked late, for as long as their answers count', async () => {
    const office = await openFriday()
    office.at(due - 1)
    await office.beat()
    expect(editions(office)).toEqual([`prompt ${week} late`])
    expect(prompts(office)).toEqual([`submitted ${jon}`, `submitted ${mara}`])
  })

  test('later nobody is, no admin is written to, and the report goes out', async () => {
    const office = await openFriday()
    office.at(friday + hour)
    await office.importWeek(week)
    office.at(due)
    await office.beat()
    expect(editions(office)).toEqual([`skipped-prompt ${week} late`, `report ${week}`])
    expect(office.ledger()).toEqual(everybody.map((who) => `submitted ${who}`))
    expect(office.events().map(({ kind }) => kind)).toContain('prompts-skipped')
    expect(office.desk.files('outbox').filter((name) => /skipped/.test(name))).toEqual([])
  })
})

test('what could not be submitted is given up when the report is due', async () => {
  const inbox = await startInbox(() => 'silence')
  const { close, url } = inbox
  await close()
  const office = await openFriday({ SMTP_URL: url })
  office.at(friday)
  await office.beat()
  expect(prompts(office)).toEqual([`retry ${jon}`, `retry ${mara}`])
  office.at(due)
  await office.beat()
  expect(prompts(office)).toEqual([`failed ${jon}`, `failed ${mara}`])
})

test('what may have been submitted stays uncertain: once the report is due, it is not resent', async () => {
  const server = await startFaultServer({ faults: { dot: { kind: 'reset' } } })
  onTestFinished(server.close)
  const env = { SMTP_URL: `smtp://127.0.0.1:${server.port}`, PROMPT_AT: 'Sun 23:59' }
  const office = await openFriday(env)
  office.at(due - hour)
  await office.beat()
  const states = () => prompts(office).map((line) => line.split(' ')[0])
  expect(states()).toEqual(['uncertain', 'uncertain'])
  office.desk.env.ON_UNCERTAIN = 'resend'
  office.at(due)
  await office.beat()
  expect(states()).toEqual(['uncertain', 'uncertain'])
})

describe('nobody is asked', () => {
  test('without a place for answers, nor about weeks before there is one', async () => {
    const office = await openEmptyOffice({ WEB_URL: origin })
    delete office.desk.env.WEB_URL
    office.at(friday)
    await office.beat()
    expect(editions(office)).toEqual([])
    office.desk.env.WEB_URL = origin
    office.at(friday + hour)
    await office.beat()
    expect(editions(office)).toEqual([])
  })

  test('with PROMPT_AT=off', async () => {
    const office = await openFriday({ PROMPT_AT: 'off' })
    office.at(friday)
    await office.beat()
    expect(editions(office)).toEqual([])
  })

  test('where the report of the week has been made by hand already', async () => {
    const office = await openFriday()
    office.at(friday - 2 * hour)
    await report(office, ['A-1'])
    office.at(friday - hour)
    await mmr(office, 'send', '--week', week)
    office.at(friday)
    await office.beat()
    expect(editions(office)).toEqual([`report ${week}`])
  })
})
