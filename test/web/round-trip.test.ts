import { describe, expect, test } from 'vitest'
import { linkIssuer } from '../../src/run/links.js'
import { headerOf, linkNamed, mailTo, referred } from '../fixture/mail.js'
import { due, openOffice, week } from '../fixture/office.js'
import { afterMonday, origin } from './office-site.js'
import { inSession, visitor } from './site.js'

const mara = { week, role: 'account-manager' }
const nextMonday = due + 7 * 86_400_000

describe('from the bytes of a mail', () => {
  test('to its link, the form, what was saved, and the next edition, which tells it', async () => {
    const { office, app } = await afterMonday()
    const mail = await mailTo(office.desk, 'mara@example.com', mara)
    const link = linkNamed(mail, 'Update Harbour Hospital')
    expect(mail.text).toContain(link)

    office.at(due + 3_600_000)
    const person = visitor({ app })
    const opened = await person.get(link.slice(origin.length))
    expect(opened.headers.location).toMatch(inSession('/accounts/A-1'))
    expect((await person.get('/accounts/A-1')).body).toContain('Nov 23–29')
    const typed = { relationship: '0', note: 'They asked for a tender.', pulse: 'red' }
    expect((await person.fill('/accounts/A-1', typed)).statusCode).toBe(303)

    office.at(nextMonday + 60_000)
    await office.beat()
    const told = await mailTo(office.desk, 'ada@example.com', {
      week: '2026-W48',
      role: 'executive',
    })
    for (const part of [told.html, told.text]) expect(part).toContain('Harbour Hospital fell 18.0')
    const reader = visitor({ app })
    await reader.get(linkNamed(told, 'Full report').slice(origin.length))
    const report = (await reader.get('/view')).body
    expect(report).toContain('They asked for a tender.')
    expect(report).toContain('Relationship fell from 45 to 0')
    await person.get(link.slice(origin.length))
    expect((await person.get('/accounts/A-1')).statusCode).toBe(409)
  })

  test('to all of a manager’s accounts, and to those on which nothing changed', async () => {
    const { office, app } = await afterMonday()
    const mail = await mailTo(office.desk, 'mara@example.com', mara)
    const person = visitor({ app })
    const link = linkNamed(mail, 'Nothing changed on the other 1')
    expect(mail.text?.replaceAll(/\s/g, '')).toContain(link)
    const opened = await person.get(link.slice(origin.length))
    expect(opened.headers.location).toMatch(inSession('/unchanged'))
    const list = (await person.get('/accounts')).body
    expect(list).toContain('Harbour Hospital')
    expect(list).not.toContain('Quay Terminal')
  })

  test('to the mail in a browser, as it was sent', async () => {
    const { office, app } = await afterMonday()
    const mail = await mailTo(office.desk, 'ada@example.com', { week, role: 'executive' })
    const person = visitor({ app })
    await person.get(linkNamed(mail, 'Full report').slice(origin.length))
    const { body } = await person.get('/view?mail=1')
    const words = (html: string) => html.replaceAll(/href="[^"]*"|src="[^"]*"/g, '')
    const wayOut = /<form method="post" action="\/log-out\?[\w-]{16}"[\s\S]*?<\/form>/
    expect(body).toMatch(wayOut)
    expect(words(referred(body.replace(wayOut, '')))).toBe(words(mail.html ?? ''))
    expect(body.replace(wayOut, '')).not.toMatch(/report\.example\.com\/\w+\/(?!")[\w-]/)
  })

  test('to an end of it, by the one click of a mail program', async () => {
    const { office, app } = await afterMonday()
    const mail = await mailTo(office.desk, 'ada@example.com', { week, role: 'executive' })
    const url = headerOf(mail, 'list-unsubscribe')?.slice(1, -1) ?? ''
    expect(url).toBe(linkNamed(mail, 'Unsubscribe'))
    const [name = '', value = ''] = headerOf(mail, 'list-unsubscribe-post')?.split('=') ?? []
    const answer = await visitor({ app }).post(url.slice(origin.length), { [name]: value })
    expect(answer.body).toBe('You are unsubscribed.\n')
  })
})

test('without WEB_URL there are no links, and managers are told where to answer', async () => {
  const office = await openOffice({ REPLY_TO: 'Answers <answers@example.com>' })
  await office.beat()
  expect(office.desk.rows('select 1 from links')).toEqual([])
  expect(office.desk.files('.')).not.toContain('mmr.sqlite.link-keys')
  const mail = await mailTo(office.desk, 'mara@example.com', mara)
  expect(headerOf(mail, 'list-unsubscribe')).toBeUndefined()
  expect(mail.html).not.toMatch(/href="http|Unsubscribe|browser/)
  for (const part of [mail.html, mail.text]) {
    expect(part?.replaceAll(/<\/?bdi>/g, '').replaceAll(/\s+/g, ' ')).toContain(
      'To report back, reply to this mail or write to answers@example.com with what has changed.',
    )
  }
})

test('with WEB_URL and no keys, nothing is composed', async () => {
  const office = await openOffice({ WEB_URL: origin })
  const { links, ...without } = office.work
  expect(() => linkIssuer(without)).toThrow('their keys were not opened')
})
