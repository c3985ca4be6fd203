import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { amended } from '../fixture/account-version.js'
import { filledDesk, ledger, week } from '../fixture/contracts.js'
import { wordMark } from '../fixture/logo.js'
import { mailTo } from '../fixture/mail.js'
import { type Inbox, startInbox } from '../fixture/smtp-inbox.js'
import type { Desk } from '../fixture/workspace.js'

const mara = 'mara@example.com'

let desk: Desk
let inbox: Inbox
beforeEach(async () => {
  inbox = await startInbox()
  desk = await filledDesk({
    SMTP_URL: inbox.url,
    WEB_URL: 'https://report.example.com',
    ACCOUNT_MANAGERS: '*, Mara Lind-Berg <mara@example.com>',
  })
  desk.write('logo.png', wordMark(320, 80))
  desk.env.LOGO_FILE = 'logo.png'
  const said = [
    'account_id,week,relationship,innovation,service,commercial,note,action,action_owner',
    `A-1,${week},45,45,45,45,"Mara Lind met them, MARA@example.com has the notes",Call back,Mara Lind`,
    `A-3,${week},70.5,70.5,70.5,70.5,"Ask Jon Abel",Visit,Jon Abel`,
    '',
  ].join('\n')
  desk.write('said.csv', said)
  const { code, err } = await desk.mmr('import', 'snapshots', 'said.csv')
  if (code !== 0) throw new Error(err)
  await desk.mmr('send')
  await undoWrongOnes()
  // Once hers, handed over since, with words that name her.
  const once = { as_of: `'2026-01-05'`, manager_name: `'Mara Lind'`, manager_address: `'${mara}'` }
  const words = { desired_reason: `'says Mara Lind'`, recorded_by: `'import of Mara Lind.csv'` }
  desk.execute(amended({ ...once, ...words, end_reason: `'Ask ${mara}'` }, `account_id = 'A-4'`))
  desk.execute(`
    delete from told_contracts;
    insert into told_contracts (edition_id, account_id, kind, revenue, currency, rate, desired,
                                manager_name, manager_address)
    select min(edition_id), 'A-1', 'active', 1, 'USD', '1000000000', 1, 'Mara Lind', '${mara}'
    from editions;
    insert into bounces (delivery_id, report_id, action, kind, status, diagnostic, recipient,
                         received_at, recorded_at)
    select delivery_id, 'r', 'failed', 'permanent', '5.1.1', 'no mailbox of m.lind@other.example',
           'm.lind@other.example', '2026-11-16', '2026-11-16'
    from deliveries where address = '${mara}';
    insert into replies (delivery_id, report_id, kind, words, received_at, recorded_at)
    select delivery_id, 'q', 'person', 'I am away, Mara', '2026-11-16', '2026-11-16'
    from deliveries where address = '${mara}';
    insert into link_requests (recipient, asked_at, answered_at)
    values ('${mara}', '2026-11-16', '2026-11-16');
    insert into imports (kind, file, recorded_at, faults, first_fault)
    values ('accounts', 'a.csv', '2026-11-16', 1, 'line 2: Mara Lind <${mara}> is no owner')`)
})
afterEach(async () => {
  desk.close()
  await inbox.close()
})

/** Files that name her, and that were taken back. */
async function undoWrongOnes(): Promise<void> {
  const header = 'account_id,name,account_manager,annual_revenue,currency,notice_days,end_reason'
  const row = 'A-3,Quay Terminal,Mara Lind <mara@example.com>,200000,USD,90,says Mara Lind'
  desk.write('wrong-accounts.csv', `${header}\n${row}\n`)
  desk.write('wrong.csv', `account_id,week,health,note\nA-3,${week},70,"Mara Lind knows"\n`)
  for (const [kind, file] of [
    ['accounts', 'wrong-accounts.csv'],
    ['snapshots', 'wrong.csv'],
  ] as const) {
    await desk.mmr('import', kind, file)
    const [last] = desk.rows<{ id: number }>('select max(import_id) as id from imports')
    const { code, err } = await desk.mmr('import', '--undo', String(last?.id))
    if (code !== 0) throw new Error(err)
  }
}

const figures = async () => {
  const { out } = await desk.mmr('preview', '--role', 'executive', '--week', week, '--json')
  const explained = await desk.mmr('explain', 'A-1', '--week', week, '--json')
  return [JSON.parse(out), JSON.parse(explained.out)]
}

const inOrder = (digest: { participation?: { managers: { address: string }[] } }) => {
  digest.participation?.managers.sort((one, other) => (one.address < other.address ? -1 : 1))
  return digest
}

/** Everything in the file, free pages and all. */
const inFile = () => {
  desk.execute('pragma wal_checkpoint(truncate)')
  return readFileSync(join(desk.directory, 'mmr.sqlite')).toString('latin1')
}

describe('mmr person --export', () => {
  test('prints all that is kept about somebody, and changes nothing', async () => {
    const before = inFile()
    const { code, out, err } = await desk.mmr('person', 'Mara@Example.com', '--export')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const told = JSON.parse(out)
    expect(told).toMatchObject({
      names: ['Mara Lind-Berg', 'Mara Lind'],
      settings: ['ACCOUNT_MANAGERS'],
    })
    expect(Object.keys(told.rows).sort()).toEqual([
      'account_versions',
      'attempts',
      'bounces',
      'deliveries',
      'imports',
      'link_requests',
      'links',
      'messages',
      'replies',
      'snapshots',
      'told_contracts',
      'undone_account_versions',
      'undone_snapshots',
    ])
    expect(told.rows.undone_snapshots).toMatchObject([
      { account_id: 'A-3', note: 'Mara Lind knows' },
    ])
    expect(told.owned).toEqual(['A-1', 'A-2'])
    expect(told.rows.account_versions).toMatchObject([
      { account_id: 'A-1' },
      { account_id: 'A-2' },
      { account_id: 'A-4', as_of: '2026-01-05', end_reason: `Ask ${mara}` },
    ])
    expect(told.rows.told_contracts).toMatchObject([{ account_id: 'A-1', manager_address: mara }])
    expect(told.rows.replies).toMatchObject([{ words: 'I am away, Mara' }])
    expect(told.mails).toHaveLength(1)
    const { subject } = await mailTo(desk, mara, { week, role: 'account-manager' })
    expect(told.mails[0].source).toContain(`To: "Mara Lind-Berg" <mara@example.com>`)
    expect(told.rows.messages.some((row: { subject: string }) => row.subject === subject)).toBe(
      true,
    )
    expect(told.facts[0].mentions.map(({ path }: { path: string }) => path)).toContain(
      'facts.accounts.0.account.accountManager.address',
    )
    expect(out).not.toContain('jon@example.com')
    expect(inFile()).toBe(before)
  })

  test.each([
    [['nobody@example.com', '--export'], /^Nothing is kept about nobody@example\.com/],
    [[mara], /either --export or --erase/],
    [[mara, '--export', '--erase'], /either --export or --erase/],
  ])('%j is wrong usage', async (words, says) => {
    const { code, out, err } = await desk.mmr('person', ...words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(says)
  })
})

describe('mmr person --erase', () => {
  test('leaves nothing of them, not even in what is free, and every figure as it was', async () => {
    const before = await figures()
    const states = ledger(desk)
    const counts = desk.rows(
      `select (select count(*) from snapshots) as snapshots, (select count(*) from links) as links,
              (select count(*) from attempts) as attempts, (select count(*) from bounces) as bounces`,
    )
    desk.env.ACCOUNT_MANAGERS = 'Jon Abel <jon@example.com>'
    const { code, out, err } = await desk.mmr('person', 'MARA@example.com', '--erase')
    expect(code).toBe(0)
    expect(out).toMatch(/^MARA@example\.com is now Erased-person-1 <person-1@erased\.invalid>/)
    expect(err).toBe(
      'warning: A-1, A-2 belonged to MARA@example.com: importing accounts.csv as it is brings ' +
        'them back. Give each a new owner there first.\n',
    )
    const found = inFile()
    for (const words of [/mara@example/i, /mara\s+lind/i, /lind@other/, /I am away/]) {
      expect(found).not.toMatch(words)
    }
    const replaced = JSON.parse(
      JSON.stringify(before)
        .replaceAll(/mara@example\.com/gi, 'person-1@erased.invalid')
        .replaceAll(/Mara Lind(-Berg)?/g, 'Erased-person-1'),
    )
    // Managers stand in the order of their names, and nothing else does.
    expect((await figures()).map(inOrder)).toEqual(replaced.map(inOrder))
    expect(ledger(desk)).toEqual(
      states.map((line) => line.replace(mara, 'person-1@erased.invalid')),
    )
    expect(
      desk.rows(
        `select (select count(*) from snapshots) as snapshots, (select count(*) from links) as links,
                (select count(*) from attempts) as attempts, (select count(*) from bounces) as bounces`,
      ),
    ).toEqual(counts)
    expect(
      desk.rows(
        'select note, action, action_owner from snapshots where note is not null order by account_id',
      ),
    ).toMatchObject([
      {
        note: 'Erased-person-1 met them, person-1@erased.invalid has the notes',
        action_owner: 'Erased-person-1',
      },
      { note: 'Ask Jon Abel', action_owner: 'Jon Abel' },
    ])
  })

  test('lets go of their own mails, and changes those of others that named them', async () => {
    await desk.mmr('person', mara, '--erase')
    const gone = desk.rows<{ address: string }>(
      'select address from messages join deliveries using (delivery_id) where length(bytes) = 0',
    )
    expect(gone).toEqual([{ address: 'person-1@erased.invalid' }])
    const to = await mailTo(desk, 'ada@example.com', { week, role: 'executive' })
    expect(to.html).toContain('>Ask Erased-person-1</a>')
    expect(`${to.subject} ${to.text} ${to.html}`).not.toMatch(/mara|Lind/i)
    expect(to.attachments).toHaveLength(1)
    for (const { content } of to.attachments) {
      expect(
        Buffer.from(content as ArrayBuffer)
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG')
    }
    const { code } = await desk.mmr('resend', '1', '--again')
    expect(code).toBe(0)
    expect(inbox.arrived.at(-1)?.mail.html).toContain('Erased-person-1')
  })

  test('ends their links, and calls off what is due to them', async () => {
    desk.execute(
      `update deliveries set state = 'retry', next_attempt_at = '2026-12-01' where address = '${mara}'`,
    )
    const { out } = await desk.mmr('person', mara, '--erase')
    expect(out).toContain('1 mail to them that was due, called off.')
    expect(ledger(desk)).toContain('skipped account-manager person-1@erased.invalid')
    expect(desk.rows('select distinct address from links where revoked_at is not null')).toEqual([
      { address: 'person-1@erased.invalid' },
    ])
  })

  test('waits for a mail that is on its way', async () => {
    desk.execute(
      `update deliveries set state = 'sending', owner = 'x', lease_until = '2026-11-16T08:00:00.000Z'
       where address = '${mara}'`,
    )
    const before = desk.rows('select * from deliveries')
    const { code, err } = await desk.mmr('person', mara, '--erase')
    expect(code).toBe(1)
    expect(err).toContain(
      'on its way just now. Nothing was changed; try again after 2026-11-16T08:00',
    )
    expect(desk.rows('select * from deliveries')).toEqual(before)
    expect(desk.rows('select * from erasures')).toEqual([])
  })

  test('warns where the settings still name them', async () => {
    const { err } = await desk.mmr('person', mara, '--erase')
    expect(err).toMatch(/^warning: ACCOUNT_MANAGERS still names mara@example\.com: the next report/)
  })

  test('nobody is written to under a pseudonym, and mmr check tells whose accounts are left', async () => {
    desk.env.ACCOUNT_MANAGERS = '*'
    await desk.mmr('person', mara, '--erase')
    desk.wait(7 * 24 * 60 * 60_000)
    desk.write('next.csv', 'account_id,week,service\nA-1,2026-W47,50\n')
    await desk.mmr('import', 'snapshots', 'next.csv')
    const before = inbox.arrived.length
    await desk.mmr('send')
    const to = inbox.arrived.slice(before).flatMap(({ to }) => to)
    expect(to).toContain('jon@example.com')
    expect(to.join()).not.toContain('erased.invalid')
    expect((await desk.mmr('check')).out).toContain('2 accounts belong to somebody who was erased')
  })

  test('takes out files of the outbox, too', async () => {
    const office = await filledDesk()
    await office.mmr('send')
    await office.mmr('person', mara, '--erase')
    const files = office.files('outbox')
    expect(files).toHaveLength(8)
    for (const file of files) expect(office.read(`outbox/${file}`)).not.toMatch(/mara|Lind/i)
    const page = files.find((name) => /executive\.ada.*\.html$/.test(name))
    expect(office.read(`outbox/${page}`)).toContain('Erased-person-1')
    office.close()
  })
})

describe('snapshots', () => {
  const change = (columns: string) => () => desk.execute(`update snapshots set ${columns}`)
  const erasing = `insert into erasures (asked_at, asked_by) values ('', '')`
  const noticed = `
    insert into snapshots (week, account_id, version, recorded_at, recorded_by, service,
                           notice_given_on)
    select week, account_id, version + 1, recorded_at, recorded_by, 50, '2026-01-01'
    from snapshots order by version desc limit 1`

  test('are never changed where nobody is being erased', () => {
    expect(change(`note = 'x' where note is not null`)).toThrow('snapshots are never changed')
  })

  test('are changed in no figure even then, and none is deleted', () => {
    desk.execute(erasing)
    desk.execute(noticed)
    for (const columns of [
      'relationship = relationship + 1',
      'stated_health = 3',
      `pulse = 'red'`,
      `contacts = 'executives'`,
      `week = '2026-W01'`,
      'version = version + 7',
      `recorded_at = ''`,
      `action_due_on = '2026-01-01'`,
      `decision_maker_changed_on = '2026-01-01'`,
      `notice_given_on = '2026-01-01'`,
      `last_day = '2026-12-31' where notice_given_on is not null`,
      'tender = 1',
      `competitor = 'x' where competitor is null`,
      'note = null where note is not null',
      `note = 'x' where note is null`,
    ]) {
      expect(change(columns)).toThrow('snapshots are never changed')
    }
    expect(() => desk.execute('delete from snapshots')).toThrow('snapshots are never deleted')
    expect(change(`note = 'x' where note is not null`)).not.toThrow()
  })
})
