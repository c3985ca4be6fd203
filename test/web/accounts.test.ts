import { describe, expect, test } from 'vitest'
import { textFields } from '../../src/report/update/form.js'
import { readSnapshotsOf } from '../../src/store/snapshots.js'
import { addReport, addSnapshot, contents, week } from '../fixture/answering.js'
import {
  comeBy,
  formIn,
  inSession,
  mailedLink,
  type Site,
  site,
  toReport,
  visitor,
} from './site.js'

const at = { week, cutOff: '2026-11-23T12:00:00.000Z' } as const

describe('a link', () => {
  test('becomes a cookie, and leads to an address without it', async () => {
    const here = await site()
    const token = await mailedLink(here)
    const opened = await visitor(here).get(`/update/${token}`)
    expect(opened.statusCode).toBe(303)
    expect(opened.headers.location).toMatch(inSession('/accounts/A-1'))
    expect(opened.headers['set-cookie']).toMatch(
      /^__Host-mmr-report-[\w-]{16}=v1\.[^;]+; Max-Age=691200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    )
    expect(opened.headers['referrer-policy']).toBe('no-referrer')
    expect(opened.body).toBe('')
  })

  test('leads to a form filled in with last week’s answers', async () => {
    const here = await site()
    const page = await (await comeBy(here, await mailedLink(here))).get('/accounts/A-1')
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('Reporting on Nov 16–22, 2026')
    expect(page.body).toContain('Meridian Hospital')
    expect(page.body).toContain('Last time: “All calm”')
    expect(formIn(page.body)).toMatchObject({
      relationship: 'keep',
      innovation: '50',
      service: '75',
      pulse: 'green',
      note: '',
      base: '2026-W46.1',
    })
  })

  test('leads to a form that asks for every field, so that none is saved empty unseen', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    await ada.fill('/accounts/A-1', { action: 'Call' })
    const { body } = await ada.get('/accounts/A-1')
    for (const name of [...textFields, 'contacts']) expect(body).toContain(`name="${name}"`)
  })

  test('on loopback http works with a plain cookie', async () => {
    const here = await site({ origin: 'http://127.0.0.1:3000' })
    const opened = await visitor(here).get(`/update/${await mailedLink(here)}`)
    expect(opened.headers['set-cookie']).toMatch(/^mmr-report-[\w-]{16}=(?!.*Secure).*HttpOnly/)
  })
})

describe('saving', () => {
  test('records a version, and says what executives will see', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const saved = await ada.fill('/accounts/A-1', {
      relationship: '25',
      note: 'They asked for a tender.',
      contacts: ['procurement', 'executives'],
    })
    expect(saved.statusCode).toBe(303)
    expect(saved.headers.location).toMatch(inSession('/accounts/A-1/saved'))
    const page = await ada.get('/accounts/A-1/saved')
    expect(page.body).toContain('▼ −14.4 to 45.0')
    expect(page.body).toContain('■&nbsp;Red')
    expect(page.body).toContain('Relationship fell from 61 to 25.')
    expect(page.body).toContain('They asked for a tender.')
    expect(page.body).toContain('Next: <bdi>Quill &amp; Sons</bdi>')
    expect(await latest(here)).toMatchObject({
      week,
      version: 1,
      recordedBy: 'ada@example.com',
      scores: { relationship: 25, innovation: 50 },
      contacts: ['procurement', 'executives'],
    })
  })

  test('keeps a finer imported score until it is changed', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    await ada.fill('/accounts/A-1', { service: '100' })
    expect(await latest(here)).toMatchObject({ scores: { relationship: 61, service: 100 } })
  })

  test('again corrects it, and the list tells what is still to do', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    await ada.fill('/accounts/A-1', { service: '100' })
    await ada.fill('/accounts/A-1', { note: 'Forgot this' })
    expect(await latest(here)).toMatchObject({ version: 2, note: 'Forgot this' })
    const list = await ada.get('/accounts')
    expect(list.body).toContain('1 of 2 accounts still to do')
    expect(list.body).not.toContain('B-1')
  })

  test('shows what changed, but not as taken back what the week before alone had to say', async () => {
    const here = await site()
    await addSnapshot(here.db, 'A-1', {
      version: 2,
      relationship: 61,
      note: 'All calm',
      decision_maker: 'Ruth Amadi',
      decision_maker_changed_on: '2026-11-10',
    })
    const ada = await comeBy(here, await mailedLink(here))
    await ada.fill('/accounts/A-1', { service: '100' })
    const saved = await ada.get('/accounts/A-1/saved')
    expect(saved.body).toContain('1 answer changed by ada@example.com')
    expect(saved.body).not.toMatch(/Ruth Amadi|All calm/)
    await ada.fill('/accounts/A-1', { note: 'Better' })
    await ada.fill('/accounts/A-1', { note: '' })
    expect((await ada.get('/accounts/A-1/saved')).body).toContain('Better')
  })

  test('tells of a competitor, who stays until a form is saved without one', async () => {
    const here = await site()
    await addSnapshot(here.db, 'A-1', { version: 2, competitor: 'Larch Facilities' })
    const ada = await comeBy(here, await mailedLink(here))
    expect(formIn((await ada.get('/accounts/A-1')).body).competitor).toBe('Larch Facilities')
    const confirmed = await ada.get('/accounts/A-1/unchanged')
    expect(confirmed.body).toMatch(/Competitor[\s\S]*Larch Facilities/)
    await ada.fill('/accounts/A-1', { service: '100' })
    expect(await latest(here)).toMatchObject({ version: 1, competitor: 'Larch Facilities' })

    await ada.fill('/accounts/A-1', { competitor: ' Elm & Sons ' })
    expect(await latest(here)).toMatchObject({ version: 2, competitor: 'Elm & Sons' })
    const saved = await ada.get('/accounts/A-1/saved')
    expect(saved.body).toMatch(/Competitor[\s\S]*Larch Facilities[\s\S]*Elm &amp; Sons/)
    const long = await ada.fill('/accounts/A-1', { competitor: 'x'.repeat(101) })
    expect(long.body).toContain(
      '<a href="#competitor">Whom did they ask?</a>: Use at most 100 characters',
    )

    await ada.fill('/accounts/A-1', { competitor: '' })
    expect(await latest(here)).toMatchObject({ version: 3, competitor: null })
    expect((await ada.get('/accounts/A-1/saved')).body).toMatch(/Competitor[\s\S]*Elm &amp; Sons/)
  })

  test('shows every fault beside its field, and loses nothing that was typed', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const before = await contents(here.db)
    const page = await ada.fill('/accounts/A-1', {
      relationship: '0',
      actionDueOn: 'soon',
      note: 'Long story',
    })
    expect(page.statusCode).toBe(422)
    expect(page.body).toContain('id="actionDueOn-fault">Write a day as 2026-11-16')
    expect(page.body).toContain('<a href="#action">Next action</a>: Say what is to be done.')
    expect(formIn(page.body)).toMatchObject({
      relationship: '0',
      actionDueOn: 'soon',
      note: 'Long story',
    })
    expect(await contents(here.db)).toBe(before)
  })

  test('twice by a double click is one update', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const form = formIn((await ada.get('/accounts/A-1')).body)
    const typed = { ...form, action: 'Bring the plan', actionOwner: 'Ada' }
    const both = await Promise.all([
      ada.post('/accounts/A-1', typed),
      ada.post('/accounts/A-1', typed),
    ])
    for (const { headers } of both) {
      expect(headers.location).toMatch(inSession('/accounts/A-1/saved'))
    }
    expect(await latest(here)).toMatchObject({ version: 1, action: 'Bring the plan' })
  })

  test('on a page older than one’s own save doesn’t call it somebody else’s', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const old = formIn((await ada.get('/accounts/A-1')).body)
    await ada.fill('/accounts/A-1', { note: 'First' })
    const page = await ada.post('/accounts/A-1', { ...old, note: 'Second' })
    expect(page.statusCode).toBe(409)
    expect(page.body).toContain('Something was saved meanwhile')
    expect(page.body).toContain('It was saved in your name, on Fri Nov 20, ')
    expect(page.body).not.toMatch(/somebody else/i)
  })

  test('on a page older than somebody else’s save shows both, and keeps what was typed', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const form = formIn((await ada.get('/accounts/A-1')).body)
    await addSnapshot(here.db, 'A-1', {
      week,
      relationship: 61,
      service: 25,
      note: 'Theirs',
      recorded_by: 'bob@example.com',
      recorded_at: '2026-11-20T13:00:00.000Z',
    })
    const page = await ada.post('/accounts/A-1', { ...form, note: 'Mine', innovation: '100' })
    expect(page.statusCode).toBe(409)
    expect(page.body).toContain('bob@example.com saved on Fri Nov 20, 8:00 AM America/New York')
    expect(page.body).toContain('<td><bdi>Theirs</bdi></td><td><bdi>Mine</bdi></td>')
    const again = formIn(page.body)
    expect(again).toMatchObject({ note: 'Mine', innovation: '100', service: '25' })
    expect((await ada.post('/accounts/A-1', again)).statusCode).toBe(303)
    expect(await latest(here)).toMatchObject({
      version: 2,
      note: 'Mine',
      scores: { innovation: 100, service: 25 },
    })
  })

  test('ends at the cut-off of its week', async () => {
    const here = await site()
    here.clock = Date.parse('2026-11-23T11:59:00Z')
    const ada = await comeBy(here, await mailedLink(here))
    const form = formIn((await ada.get('/accounts/A-1')).body)
    here.clock = Date.parse('2026-11-23T12:00:00Z')
    const before = await contents(here.db)
    const late = await ada.post('/accounts/A-1', { ...form, note: 'Late' })
    expect([late.statusCode, late.body.includes('This week is closed')]).toEqual([409, true])
    expect(late.body).toContain('<p><bdi>Note: Late</bdi></p>')
    expect((await ada.get('/accounts/A-1')).body).toContain('This week is closed')
    expect((await ada.get('/accounts')).body).toContain('This week’s report was made')
    expect(await contents(here.db)).toBe(before)
  })

  test('ends early where the report was made early', async () => {
    const here = await site()
    await addReport(here.db, week, '2026-11-20T13:00:00.000Z')
    const ada = await comeBy(here, await mailedLink(here))
    expect((await ada.get('/accounts/A-1')).body).toContain('This week is closed')
  })
})

describe('"Nothing changed"', () => {
  test('confirms last week’s answers, without its news, once somebody ticks that they looked', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const page = await ada.get('/accounts/A-1/unchanged')
    expect(page.body).toContain('As reported for Nov 9–15, 2026')
    const unticked = await ada.fill('/accounts/A-1/unchanged', {})
    expect([unticked.statusCode, (await latest(here))?.week]).toEqual([422, '2026-W46'])
    const ticked = await ada.fill('/accounts/A-1/unchanged', { confirmed: 'yes' })
    expect(ticked.headers.location).toMatch(inSession('/accounts/A-1/saved'))
    expect(await latest(here)).toMatchObject({
      week,
      pulse: 'green',
      note: null,
      scores: { relationship: 61 },
    })
    expect((await ada.get('/accounts/A-1/saved')).body).toContain('No change, 59.4')
  })

  test('is not offered where there is nothing to confirm', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    expect((await ada.get('/accounts/A-2')).body).not.toContain('/unchanged')
    for (const path of ['/accounts/A-2/unchanged', '/accounts/A-2/saved']) {
      expect((await ada.get(path)).headers.location).toMatch(inSession('/accounts/A-2'))
    }
  })

  test('is refused where somebody reported meanwhile', async () => {
    const here = await site()
    const ada = await comeBy(here, await mailedLink(here))
    const form = formIn((await ada.get('/accounts/A-1/unchanged')).body)
    await addSnapshot(here.db, 'A-1', { week, recorded_at: '2026-11-20T13:00:00.000Z' })
    const page = await ada.post('/accounts/A-1/unchanged', { ...form, confirmed: 'yes' })
    expect(page.statusCode).toBe(409)
    expect(await latest(here)).toMatchObject({ version: 1, recordedBy: 'import snapshots.csv' })
  })
})

test('an open action and an open change of the decision maker can be closed', async () => {
  const here = await site()
  await addSnapshot(here.db, 'A-1', {
    version: 2,
    action: 'Bring the plan',
    decision_maker: 'Ruth Amadi',
    decision_maker_changed_on: '2026-11-10',
    recorded_at: '2026-11-15T13:00:00.000Z',
  })
  const ada = await comeBy(here, await mailedLink(here, { ...toReport, accountId: null }))
  const page = await ada.get('/accounts/A-1')
  expect(page.body).toContain('Ruth Amadi, since Tue Nov 10, 2026')
  const closing = { actionDone: 'yes', decisionMakerMetOn: '2026-11-19' }
  expect((await ada.fill('/accounts/A-1', closing)).statusCode).toBe(303)
  expect(await latest(here)).toMatchObject({
    action: 'Bring the plan',
    actionDoneOn: '2026-11-20',
    decisionMakerMetOn: '2026-11-19',
    decisionMakerChangedOn: null,
  })
})

async function latest({ db }: Site) {
  const { versions } = await readSnapshotsOf(db, { accountId: 'A-1', at, limit: 9 })
  return versions[0]
}
