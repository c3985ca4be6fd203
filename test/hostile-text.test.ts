import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Arrived, type Inbox, startInbox } from './fixture/smtp-inbox.js'
import { type Desk, openDesk } from './fixture/workspace.js'

/**
 * What somebody could write into a CSV file or the settings, beside the tame text of the same kind:
 * the messages of both must be built alike.
 */
const texts: Readonly<Record<string, string>> = {
  script: '<script>alert(1)</script><img src=x onerror=alert(2)>',
  attribute: '" onmouseover="alert(3)" x="',
  entity: '&lt;b&gt; &amp; &#60;i&#62;',
  template: '{{#each secrets}}{{{this}}}{{/each}} <%= 1 %>',
  mso: '<!--[if mso]><table><tr><td><![endif]--></td></tr></table>',
  sql: `Robert"); DROP TABLE deliveries; --'`,
  formula: '=HYPERLINK("https://evil.example","click")',
  bidi: '\u202etxt.exe\u202c \u2066mixed\u2069 \u200f',
  emoji: '👩🏽‍🚒 Feuerwehr 🧯 Ünïcödé 保険',
  header: 'Acme\tBcc: victim@evil.example =?utf-8?q?=0D=0ABcc=3A_x=40evil.example?=',
  boundary: '--=_mmr\t--\t.\tQUIT',
  long: 'A'.repeat(300),
}

const header =
  'account_id,name,account_manager,annual_revenue,currency,notice_days,region,segment,end_reason,ended_on'
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

/** One account for each text, down by 30 into red, with every free text holding it. */
function filesWith(text: (name: string) => string) {
  const names = Object.keys(texts)
  const accounts = names.map((name, index) => {
    const own = quoted(text(name))
    const lost = index === 0 ? '2026-11-12' : ''
    return `A-${index},${own},${quoted(`Mara Lind <mara@example.com>`)},${1000 + index},USD,30,${own},${own},${own},${lost}`
  })
  const weeks = names.flatMap((name, index) => {
    const own = quoted(text(name))
    const says = [own, own, '2026-10-01', own, own, '2026-11-01', 'innovation', own].join(',')
    return [
      `A-${index},2026-W45,70,70,70,70,,,,,,,,,`,
      `A-${index},2026-W46,40,40,40,40,green,${says}`,
    ]
  })
  const columns =
    'account_id,week,relationship,innovation,service,commercial,pulse,note,decision_maker,decision_maker_changed_on,action,action_owner,action_due_on,value_category,value_delivered'
  return {
    'accounts.csv': [header, ...accounts, ''].join('\n'),
    'snapshots.csv': [columns, ...weeks, ''].join('\n'),
  }
}

interface Sent {
  readonly desk: Desk
  readonly inbox: Inbox
}

async function sent(text: (name: string) => string, env: Record<string, string>): Promise<Sent> {
  const inbox = await startInbox()
  const desk = openDesk({ ...env, SMTP_URL: inbox.url }, filesWith(text))
  for (const words of [
    ['import', 'accounts'],
    ['import', 'snapshots'],
  ]) {
    const { code, err } = await desk.mmr(...words, `${words[1]}.csv`)
    expect({ code, err }).toEqual({ code: 0, err: '' })
  }
  const { code, err } = await desk.mmr('send')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return { desk, inbox }
}

/** The names of all tags, comments included, in their order: the nodes, without what they say. */
function nodes(html: string | undefined): string[] {
  return (html?.match(/<(!--\[[^\]]*\]|!\[endif\]--|\/?[a-z][a-z0-9]*)/gi) ?? []).map((tag) =>
    tag.toLowerCase(),
  )
}

/** Attribute names of all tags, in their order. */
function attributes(html: string | undefined): string[] {
  const tags = html?.match(/<[a-z][^>]*>/gi) ?? []
  return tags.flatMap((tag) => tag.replaceAll(/"[^"]*"/g, '""').match(/[\w-]+(?==)/g) ?? [])
}

/** The types of a message's parts, in their order. */
function parts({ bytes }: Arrived): string[] {
  const found = bytes.toString('latin1').matchAll(/^content-type: *([^;\s]+)/gim)
  return [...found].map(([, type = '']) => type)
}

const by = (inbox: Inbox, address: string): Arrived => {
  const found = inbox.arrived.find(({ to }) => to[0] === address)
  if (found === undefined) throw new Error(`nothing for ${address}`)
  return found
}

describe('hostile text from CSV to mail', () => {
  const people = {
    EXECUTIVES: '"Ada, <b>Boss</b> =cmd() \u{1F600}" <ada@example.com>',
    ADMINS: '"O\'Neil; DROP TABLE" </tmp/x/.ssh/~root@example.com>',
    MAIL_FROM: 'report@example.com',
    COMPANY_NAME: '<h1>Evil & Söhne</h1> {{x}}',
  }
  const tamePeople = {
    ...people,
    EXECUTIVES: 'Ada Boss <ada@example.com>',
    COMPANY_NAME: 'Evil and Sons',
  }
  const addresses = ['ada@example.com', 'mara@example.com', '/tmp/x/.ssh/~root@example.com']
  let hostile: Sent
  let tame: Sent
  beforeAll(async () => {
    hostile = await sent((name) => texts[name] ?? '', people)
    // Of the same length, so that it is shortened in the same places.
    tame = await sent((name) => [...(texts[name] ?? '')].map(() => 'x').join(''), tamePeople)
  })
  afterAll(async () => {
    for (const { desk, inbox } of [hostile, tame]) {
      await inbox.close()
      desk.close()
    }
  })

  test('makes no new node and no new attribute', () => {
    for (const address of addresses) {
      const [one, other] = [by(hostile.inbox, address), by(tame.inbox, address)]
      expect(nodes(one.mail.html)).toEqual(nodes(other.mail.html))
      expect(attributes(one.mail.html)).toEqual(attributes(other.mail.html))
      expect(nodes(one.mail.html).length).toBeGreaterThan(100)
    }
  })

  test('makes no new header, recipient or part', () => {
    for (const address of addresses) {
      const [one, other] = [by(hostile.inbox, address), by(tame.inbox, address)]
      expect(one.to).toEqual([address])
      expect(one.mail.to?.map((to) => to.address)).toEqual([address])
      expect([one.mail.cc, one.mail.bcc]).toEqual([undefined, undefined])
      expect(one.mail.headers.map(({ key }) => key)).toEqual(
        other.mail.headers.map(({ key }) => key),
      )
      expect(one.mail.attachments).toHaveLength(other.mail.attachments.length)
      expect(one.mail.subject).not.toMatch(/[\r\n]/)
      expect(parts(one)).toEqual(parts(other))
    }
    expect(hostile.inbox.arrived).toHaveLength(3)
  })

  test('is still there to be read, in the text part as it was written', () => {
    const { html = '', text = '' } = by(hostile.inbox, 'mara@example.com').mail
    for (const shown of [
      '<script>alert(1)',
      '{{#each secrets}}',
      'Robert"); DROP TABLE',
      '👩🏽‍🚒',
    ]) {
      expect(text.replaceAll(/\s+/g, ' ')).toContain(shown)
    }
    expect(html).toContain('&lt;script&gt;alert(1)')
    expect(html).toContain('👩🏽‍🚒')
    expect(html).not.toMatch(/<script|onerror=[^"]*alert\(2\)[^"]*>/)
  })

  test('cannot turn the text around: marks of direction are kept from it or closed again', () => {
    for (const address of addresses) {
      const { html = '', text = '' } = by(hostile.inbox, address).mail
      for (const part of [html, text]) {
        const opened = part.match(/[\u202a\u202b\u202d\u202e]/g)?.length ?? 0
        const closed = part.match(/\u202c/g)?.length ?? 0
        expect(closed).toBeGreaterThanOrEqual(opened)
      }
    }
  })

  test('leaves the tables of the database as they are', () => {
    expect(hostile.desk.rows('select * from deliveries')).toHaveLength(3)
    expect(hostile.desk.rows('select * from accounts')).toHaveLength(Object.keys(texts).length)
  })

  test('makes no file but in the folder that was named', async () => {
    const { desk } = hostile
    const parent = join(desk.directory, '..')
    // Other tests make folders there meanwhile, with six letters of chance at the end of their names.
    const here = () => readdirSync(parent).filter((name) => !/-[A-Za-z0-9]{6}$/.test(name))
    const before = here()
    const { code } = await desk.mmr('preview', '--out', 'look/here')
    delete desk.env.SMTP_URL
    await desk.mmr('send', '--week', '2026-W45')
    expect(code).toBe(0)
    expect(here()).toEqual(before)
    expect(readdirSync(desk.directory).filter((name) => !name.startsWith('mmr.sqlite'))).toEqual([
      ...['accounts.csv', 'look', 'outbox', 'snapshots.csv'],
    ])
    expect(desk.files('look/here')).toHaveLength(9)
    expect(desk.files('outbox').every((file) => /^2026-W45\/[^/]+$/.test(file))).toBe(true)
  })

  test('is shown by explain without moving the terminal’s cursor', async () => {
    for (const words of [
      ['explain', 'A-7'],
      ['explain', 'A-9'],
      ['preview', '--role', 'executive'],
    ]) {
      const { code, out } = await hostile.desk.mmr(...words)
      expect(code).toBe(0)
      expect(out).not.toMatch(/(?![\n\t])\p{Cc}/u)
    }
  })
})

describe('a terminal', () => {
  const evil = 'x\nINJECTED \u001b]0;title\u0007\u001b[31m\u009b2J\r\u2028\u202e.'
  const file = `snap${evil}csv`
  let desk: Desk
  beforeAll(async () => {
    const { 'accounts.csv': accounts, 'snapshots.csv': snapshots } = filesWith(
      (name) => texts[name] ?? '',
    )
    desk = openDesk({ EXECUTIVES: 'ada@example.com', ADMINS: 'root@example.com' })
    desk.write('accounts.csv', accounts)
    desk.write(file, snapshots.replaceAll('=HYPERLINK', 'x\nINJECTED'))
    await desk.mmr('import', 'accounts', 'accounts.csv')
  })
  afterAll(() => desk.close())

  // In their order: what the first ones leave behind, the later ones tell of.
  test.each<string[]>([
    ['import', 'snapshots', file],
    ['import', 'snapshots', `no ${file}`],
    ['import', 'accounts', file],
    ['import', 'accounts', 'accounts.csv', '--map', `${evil}=name`],
    ['hold', '--reason', evil],
    ['check'],
    ['send'],
    ['release'],
    ['send', '--dry-run'],
    ['send', '--dry-run', '--only', evil],
    ['send'],
    ['send', '--test', evil],
    ['send', '--week', evil],
    ['explain', 'A-6'],
    ['explain', 'A-6', '--json'],
    ['explain', evil],
    ['explain', evil, '--recipient'],
    ['deliveries'],
    ['deliveries', '--json'],
    ['deliveries', '--recipient', evil],
    ['resend', evil],
    ['resend', '1', '--again', '--why', evil],
    ['preview', '--role', 'executive'],
    ['preview', '--json'],
    ['preview', '--recipient', evil],
    ['preview', '--role', 'executive', '--out', `out${evil}`],
    ['plan'],
    ['plan', '--next', evil],
    ['links'],
    ['revoke', evil],
    ['resubscribe', evil],
    ['bounces', file],
    ['backup', `backup${evil}`],
    ['backup', `backup${evil}`],
    ['restore', `none${evil}`],
    ['restore', file],
    ['check', '--env-file', `env${evil}`],
    ['check', '--env-file', file],
    ['check', '--database', `db${evil}`],
    ['deliveries', '--database', `db${evil}`],
    ['deliveries', '--database', `${evil}/${evil}`],
    ['deliveries', '--database', file],
    [evil],
    ['check', `--${evil}`],
  ])('gets no orders and no line of data: mmr %j %j %j %j', async (...words) => {
    const { out, err } = await desk.mmr(...words.filter((word) => word !== undefined))
    const said = `${out}${err}`
    expect(said).not.toBe('')
    expect(said).not.toMatch(/(?![\n\t])[\p{Cc}\u2028\u2029\u202e]/u)
    expect(said).not.toMatch(/^\s*INJECTED/m)
  })
})

describe('what would add a recipient or a header is refused', () => {
  test.each<[string, string]>([
    ['two addresses in one', 'Ada <ada@example.com, eve@evil.example>'],
    ['an address in a name', '"ada@example.com, Ada" <eve@evil.example>'],
    ['a group', 'Friends: ada@example.com, eve@evil.example;'],
    ['a header after a line break', '"Ada\nBcc: eve@evil.example" <ada@example.com>'],
  ])('in the settings: %s', async (_what, executives) => {
    const desk = openDesk({ EXECUTIVES: executives })
    const { code, out, err } = await desk.mmr('send')
    desk.close()
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(/EXECUTIVES: expected/)
  })

  test.each<[string, string]>([
    ['two addresses in one', 'Ada <ada@example.com>, Eve <eve@evil.example>'],
    ['a line break', 'Ada\nBcc: eve@evil.example <ada@example.com>'],
    ['an address in a name', '"ada@example.com" <eve@evil.example>'],
  ])('in accounts.csv: %s', async (_what, manager) => {
    const row = `A-1,Acme,${quoted(manager)},1,USD,30`
    const columns = 'account_id,name,account_manager,annual_revenue,currency,notice_days'
    const desk = openDesk({}, { 'accounts.csv': `${columns}\n${row}\n` })
    const { code, err } = await desk.mmr('import', 'accounts', 'accounts.csv')
    desk.close()
    expect(code).toBe(1)
    expect(err).toMatch(/line 2, column account_manager: expected/)
  })
})
