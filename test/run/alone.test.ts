import { execFile } from 'node:child_process'
import { cpSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { amended } from '../fixture/account-version.js'
import { accountsCsv } from '../fixture/contracts.js'
import { due, openEmptyOffice, openOffice, week } from '../fixture/office.js'
import { startInbox } from '../fixture/smtp-inbox.js'

const bad = 'bob@my_company.example'

/** Jon is at an address that an earlier version of the import took. */
async function scene(
  settings: Readonly<Record<string, string>> = {},
  open: typeof openOffice = openOffice,
) {
  const inbox = await startInbox()
  onTestFinished(inbox.close)
  const office = await open({ ...settings, SMTP_URL: inbox.url })
  const to = () => inbox.arrived.flatMap(({ to }) => to).toSorted()
  const mailTo = (address: string) =>
    inbox.arrived.filter(({ to }) => to.includes(address)).at(-1)?.mail
  return { office, to, mailTo }
}

describe('a message that cannot be composed', () => {
  test('for its address fails alone, from the import of an earlier version on', async () => {
    const { office, to, mailTo } = await scene()
    office.desk.execute(
      amended({ manager_address: `'${bad}'` }, `manager_address = 'jon@example.com'`),
    )
    await office.beat()
    expect(office.ledger()).toEqual([
      'submitted executive ada@example.com',
      'submitted executive wes@example.com',
      `failed account-manager ${bad}`,
      'submitted account-manager mara@example.com',
      'submitted admin root@example.com',
    ])
    expect(to()).toEqual(['ada', 'mara', 'root', 'wes'].map((one) => `${one}@example.com`))
    const [row] = office.desk.rows<{ reason: string }>(
      `select reason from deliveries where state = 'failed'`,
    )
    expect(row?.reason).toContain(
      `expected a host name after the @, such as example.com, found "${bad}"`,
    )
    expect(mailTo('root@example.com')?.text).toContain(bad)
    expect(mailTo('root@example.com')?.subject).toContain('3 of 4 sent, 1 failed')
    const listed = await office.desk.mmr('deliveries', '--state', 'failed')
    expect(listed.out.replace(/\s+/g, ' ')).toContain('no mail can be addressed to it')
    await office.beat()
    expect(to()).toHaveLength(4)
  })

  test('is tried again by mmr resend, as often as it takes, and leaves once accounts.csv is mended', async () => {
    const { office, to, mailTo } = await scene()
    office.desk.execute(
      amended({ manager_address: `'${bad}'` }, `manager_address = 'jon@example.com'`),
    )
    await office.beat()
    const [failed] = office.desk.rows<{ id: number }>(
      `select delivery_id as id from deliveries where state = 'failed'`,
    )
    const id = String(failed?.id)
    office.desk.wait(7 * 24 * 3_600_000)
    for (let again = 0; again < 2; again++) {
      const { code, out } = await office.desk.mmr('resend', id)
      expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('failed') })
    }
    office.desk.write('mended.csv', accountsCsv)
    expect(await office.desk.mmr('import', 'accounts', 'mended.csv')).toMatchObject({ code: 0 })
    const { code, out } = await office.desk.mmr('resend', id)
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('submitted') })
    expect(to()).toContain('jon@example.com')
    expect(mailTo('jon@example.com')?.text).toContain('Quay Terminal')
    expect(office.ledger()).toContain('submitted account-manager jon@example.com')
    expect(await office.desk.mmr('send', '--week', week)).toMatchObject({ code: 0 })
    expect(office.ledger()).toHaveLength(5)
    const outcomes = office.desk.rows<{ outcome: string }>(
      'select outcome from attempts where delivery_id = ? order by attempt',
      failed?.id,
    )
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      'failed',
      'failed',
      'failed',
      'submitted',
    ])
  })

  test('leaves the admins a plain mail where every other fails, and their own', async () => {
    const { office, to, mailTo } = await scene()
    await office.beat({ mayDeliver: false })
    // What no template and no figure can do anything with.
    office.desk.execute(
      `update editions set facts = json_set(facts, '$.facts.presentation.locale', '!') where kind = 'report'`,
    )
    await office.beat()
    expect(office.ledger().map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'failed executive',
      'failed executive',
      'failed account-manager',
      'failed account-manager',
      'submitted admin',
    ])
    expect(to()).toEqual(['root@example.com'])
    const mail = mailTo('root@example.com')
    expect(mail?.html).toBeUndefined()
    expect(mail?.subject).toBe(`Monday Morning Report ${week}: 0 of 4 submitted, 4 failed`)
    expect(mail?.text).toContain('- failed: executive Ada Boss <ada@example.com>')
    expect(mail?.text).toContain('mmr resend NUMBER')
    await office.beat()
    expect(to()).toHaveLength(1)
  })

  test('of a prompt fails alone', async () => {
    const { office, to, mailTo } = await scene(
      { WEB_URL: 'https://report.example.com' },
      openEmptyOffice,
    )
    office.desk.execute(
      amended({ manager_address: `'${bad}'` }, `manager_address = 'jon@example.com'`),
    )
    office.at('2026-11-20T09:00:00Z')
    await office.beat()
    office.at('2026-11-20T14:01:00Z')
    await office.beat()
    expect(office.ledger(week, 'prompt')).toEqual([
      `failed account-manager ${bad}`,
      'submitted account-manager mara@example.com',
    ])
    expect(to()).toEqual(['mara@example.com'])
    await office.importWeek(week)
    office.at(due + 60_000)
    await office.beat()
    const receipt = mailTo('root@example.com')?.text?.replace(/\s+/g, ' ')
    expect(receipt).toContain('1 digest and 1 other mail of Nov 16–22')
    expect(receipt).toContain(`prompt to account manager, ${bad}`)
  })

  test('for its template leaves all others theirs, and the admins a plain one', async () => {
    const { office, mailTo } = await scene({}, openEmptyOffice)
    const program = brokenProgram(office.desk.directory, ['admin', 'account-manager', 'notice'])
    const env = { ...process.env, ...office.desk.env }
    const mmr = (...words: string[]) =>
      promisify(execFile)(process.execPath, [program, ...words], {
        cwd: office.desk.directory,
        env,
      }).catch((error: unknown) => error)
    await mmr('send', '--week', '2026-W46')
    expect(office.ledger('2026-W46')).toEqual([
      'submitted executive ada@example.com',
      'submitted executive wes@example.com',
      'failed account-manager jon@example.com',
      'failed account-manager mara@example.com',
      'submitted admin root@example.com',
    ])
    expect(mailTo('root@example.com')?.html).toBeUndefined()
    expect(mailTo('root@example.com')?.text).toContain('templates/account-manager.mjml: ')
    await mmr('send', '--week', '2026-W40')
    expect(office.ledger('2026-W40', 'held')).toEqual(['submitted admin root@example.com'])
    expect(mailTo('root@example.com')?.subject).toBe(
      'Monday Morning Report 2026-W40: held, nobody got a report',
    )
  })
})

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The built program as it is where somebody has broken some of its templates. */
function brokenProgram(directory: string, templates: readonly string[]): string {
  const folder = join(directory, 'program')
  cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true })
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  for (const name of templates) {
    writeFileSync(join(folder, 'dist', 'templates', `${name}.js`), 'export const html = {')
  }
  return join(folder, 'dist', 'main.js')
}
