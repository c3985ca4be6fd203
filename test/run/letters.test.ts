import type { FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { readRefusals } from '../../src/store/links.js'
import { addAccount, addSnapshot } from '../fixture/answering.js'
import { headerOf, linkNamed, mailTo } from '../fixture/mail.js'
import { due, type Office, week } from '../fixture/office.js'
import { afterMonday, origin } from '../web/office-site.js'
import { inSession, type Visitor, visitor } from '../web/site.js'

const minute = 60_000
const running = '2026-W48'
const toMara = { week: running, role: 'account-manager' }

describe('a manager is told by mail', () => {
  test('what somebody else changed in their name, and takes it back by its link', async () => {
    const { office, app } = await afterMonday()
    const [own, other] = [await byMarasLink(office, app), await byMarasLink(office, app)]
    await own.fill('/accounts/A-1', { note: 'Mine.', service: '50' })
    expect(await letters(office)).toEqual([])
    office.at(due + 2 * minute)
    const notice = { contract: 'notice', noticeGivenOn: '2026-11-20', lastDay: '2027-01-31' }
    const words = { note: 'Not <b>mine</b>.', service: '0', pulse: 'red', ...notice }
    await other.fill('/accounts/A-1', words)

    expect(await letters(office)).toEqual(['submitted change mara@example.com A-1 2'])
    const letter = await mailTo(office.desk, 'mara@example.com', { ...toMara, kind: 'change' })
    expect(letter.subject).toBe('Harbour Hospital was changed in your name')
    expect(letter.html).toContain('Not &lt;b&gt;mine&lt;/b&gt;.')
    const told = ['Mon Nov 23, 7:02 AM', 'Note', 'Mine.', 'Service', '50', 'Red', 'Take it back']
    for (const words of told) {
      expect(letter.html).toContain(words)
      expect(letter.text).toContain(words)
    }
    expect(letter.text).toMatch(/Notice given on\n {2}Before: –\n {2}Now: Fri Nov 20, 2026/)
    expect(letter.text).toMatch(/Last day\n {2}Before: –\n {2}Now: Sun Jan 31, 2027/)
    expect(letter.text).toMatch(/Note\n {2}Before: Mine\.\n {2}Now: Not <b>mine<\/b>\./)

    const mara = visitor({ app })
    await mara.get(linkNamed(letter, 'Take it back').slice(origin.length))
    const done = await mara.fill('/revert', { confirmed: 'yes' })
    expect(done.body).toContain('Taken back')
    expect(
      office.desk.rows(
        'select note, notice_given_on from snapshots order by week desc, version desc',
      )[0],
    ).toEqual({ note: 'Mine.', notice_given_on: null })
    expect(await letters(office)).toHaveLength(1)
  })

  test('of each change, once, by a mail of its own', async () => {
    const { office, app } = await afterMonday()
    const [own, other] = [await byMarasLink(office, app), await byMarasLink(office, app)]
    await own.fill('/accounts/A-1', { note: 'Mine.' })
    office.at(due + 2 * minute)
    await other.fill('/accounts/A-1', { note: 'Not mine.' })
    await other.fill('/accounts/A-2', { note: 'Nor this.' })
    await office.beat()
    await other.fill('/accounts/A-1', { note: 'Again.' })
    expect(await letters(office)).toEqual([
      'submitted change mara@example.com A-1 2',
      'submitted change mara@example.com A-2 1',
      'submitted change mara@example.com A-1 3',
    ])
    expect(await letters(office)).toHaveLength(3)
    const ids = office.desk.rows('select distinct message_id from messages')
    expect(ids).toHaveLength(8)
  })
})

describe('of several accounts that were said to be unchanged in one step', () => {
  test('a manager is told by one mail, once, which names them', async () => {
    const { office, app } = await afterMonday()
    const hers = { manager_address: 'mara@example.com', manager_name: 'Mara Lind' }
    for (const [id, name] of [['M-1', 'North <b>Gate</b>'] as const, ['M-2', 'Orchard'] as const]) {
      await addAccount(office.db, id, { ...hers, name })
      await addSnapshot(office.db, id, { week })
    }
    const [own, other] = [await byMarasLink(office, app), await byMarasLink(office, app)]
    await own.fill('/accounts/A-1', { note: 'Mine.' })
    office.at(due + 2 * minute)
    const accounts = ['2026-W47.1.M-1', '2026-W47.1.M-2']
    await other.fill('/unchanged', { confirmed: 'yes', accounts })
    expect(await letters(office)).toEqual(['submitted change mara@example.com M-1 1'])
    expect(await letters(office)).toHaveLength(1)
    const letter = await mailTo(office.desk, 'mara@example.com', { ...toMara, kind: 'change' })
    expect(letter.subject).toBe('2 accounts were recorded as unchanged in your name')
    expect(letter.html).toContain('North &lt;b&gt;Gate&lt;/b&gt; and Orchard')
    expect(letter.text).toContain('North <b>Gate</b> and Orchard')
    expect(letter.text).toContain('Mon Nov 23, 7:02 AM')
    expect(letter.text).toContain('used in more than one browser')
    expect(letter.html + (letter.text ?? '')).not.toContain('/revert/')
  })
})

describe('a new link is mailed', () => {
  test('three times a day to one person, whoever asks; the admins are told how often more', async () => {
    const { office, app } = await afterMonday()
    const pages = new Set<string>()
    for (let hours = 1; hours <= 5; hours++) {
      office.at(due + hours * 61 * minute)
      const { statusCode, body } = await visitor({ app }).post('/new-link', {
        address: hours % 2 === 0 ? 'MARA@example.com' : 'mara@example.com',
      })
      pages.add(`${statusCode} ${body}`)
      await office.beat()
    }
    expect(pages.size).toBe(1)
    expect(await letters(office)).toHaveLength(3)
    expect((await readRefusals(office.work.db, running)).withheld).toBe(2)
    expect((await readRefusals(office.work.db, week)).withheld).toBe(0)
    office.at(due + 24 * 60 * minute)
    await visitor({ app }).post('/new-link', { address: 'mara@example.com' })
    expect(await letters(office)).toHaveLength(4)
  })

  test('to whoever asked for it with an account manager’s address, once', async () => {
    const { office, app } = await afterMonday()
    const ask = (address: string) => visitor({ app }).post('/new-link', { address })
    await ask('MARA@example.com')
    await ask('ada@example.com')
    await ask('stranger@example.com')
    expect(await letters(office)).toEqual(['submitted new-link mara@example.com 1'])
    expect(await letters(office)).toHaveLength(1)

    const letter = await mailTo(office.desk, 'mara@example.com', { ...toMara, kind: 'new-link' })
    expect(letter.subject).toBe('Your new link to report back')
    expect(headerOf(letter, 'list-unsubscribe')).toMatch(
      /^<https:\/\/report\.example\.com\/unsubscribe\/[\w-]{32}>$/,
    )
    const link = linkNamed(letter, 'All your accounts')
    expect(letter.text).toContain(link)
    const mara = visitor({ app })
    const opened = await mara.get(link.slice(origin.length))
    expect(opened.headers.location).toMatch(inSession('/accounts'))
    expect((await mara.get('/accounts')).body).toContain('Harbour Hospital')
  })

  test('only to the address in the settings, and to nobody who has unsubscribed', async () => {
    const { office, app } = await afterMonday({ ACCOUNT_MANAGERS: 'Mara Lind <mara@example.com>' })
    const mail = await mailTo(office.desk, 'mara@example.com', { week, role: 'account-manager' })
    const path = linkNamed(mail, 'Unsubscribe').slice(origin.length)
    await visitor({ app }).post(path, { 'List-Unsubscribe': 'One-Click' })
    for (const address of ['jon@example.com', 'mara@example.com']) {
      await visitor({ app }).post('/new-link', { address })
    }
    expect(await letters(office)).toEqual([])
    expect(office.desk.rows('select 1 from link_requests where answered_at is null')).toEqual([])
  })
})

/** Somebody with a browser of their own, who has Mara’s link. */
async function byMarasLink(office: Office, app: FastifyInstance): Promise<Visitor> {
  const mail = await mailTo(office.desk, 'mara@example.com', { week, role: 'account-manager' })
  const person = visitor({ app })
  await person.get(linkNamed(mail, 'Update Harbour Hospital').slice(origin.length))
  return person
}

/** Every letter in the ledger, after one beat in which they are planned, and one for the post. */
async function letters(office: Office): Promise<string[]> {
  await office.beat()
  await office.beat()
  return office.desk
    .rows<{ line: string }>(
      `select d.state || ' ' || e.kind || ' ' || d.recipient || ' ' || d.occasion as line
       from deliveries d join editions e on e.edition_id = d.edition_id
       where e.kind in ('change', 'new-link')
       order by d.delivery_id`,
    )
    .map(({ line }) => line)
}
