import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { amended } from '../fixture/account-version.js'
import { filledDesk, ledger } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'

const hour = 3_600_000
const week = '2026-W47'
const settings = { WEB_URL: 'https://report.example.com' }

const jon = 'account-manager jon@example.com'
const mara = 'account-manager mara@example.com'

let desk: Desk

/** Thursday of the week that still runs, on which nobody has reported yet. */
beforeEach(async () => {
  desk = await filledDesk(settings)
  const { close } = desk
  onTestFinished(close)
  desk.wait(72 * hour)
})

function prompts(): string[] {
  return ledger(desk, week, 'prompt')
}

describe('mmr send --prompt', () => {
  test('asks every account manager about the week that runs, once', async () => {
    const { code, out, err } = await desk.mmr('send', '--prompt')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(`The prompt about ${week}: 2 deliveries: 2 submitted.`)
    expect(prompts()).toEqual([`submitted ${jon}`, `submitted ${mara}`])
    const again = await desk.mmr('send', '--prompt', '--week', week)
    expect(again.out).toContain('nothing new to submit')
    expect(desk.rows('select 1 from attempts')).toHaveLength(2)
  })

  test('of one alone leaves the others to be asked', async () => {
    await desk.mmr('send', '--prompt', '--only', 'mara@example.com')
    expect(prompts()).toEqual([`planned ${jon}`, `submitted ${mara}`])
    await desk.mmr('send', '--prompt')
    expect(prompts()).toEqual([`submitted ${jon}`, `submitted ${mara}`])
  })

  test('spares those who have updated everything, and is content with that', async () => {
    desk.write('answers.csv', `account_id,week,health\nA-1,${week},70\nA-2,${week},70\n`)
    await desk.mmr('import', 'snapshots', 'answers.csv')
    const { code, out } = await desk.mmr('send', '--prompt')
    expect(code).toBe(0)
    expect(out).toContain('every account was updated already')
    expect(prompts()).toEqual([`submitted ${jon}`, `skipped ${mara}`])
  })

  test('--dry-run lists whom it would ask, and makes nothing', async () => {
    const { code, out } = await desk.mmr('send', '--prompt', '--dry-run')
    expect(code).toBe(0)
    expect(out).toContain(`The prompt about ${week}, a dry run`)
    for (const who of ['Jon Abel <jon@example.com>', 'Mara Lind <mara@example.com>']) {
      expect(out).toMatch(new RegExp(`would submit +account-manager +${who}`))
    }
    expect(out).not.toContain('executive')
    expect(desk.rows('select 1 from editions')).toEqual([])
  })

  test.each([
    ['a week whose report is due', ['--week', '2026-W46'], 'is made or due'],
    ['a week that has not begun', ['--week', '2026-W48'], 'has not begun'],
    ['an executive', ['--only', 'ada@example.com'], 'Nobody with the address'],
  ])('refuses %s, and makes nothing', async (_, words, said) => {
    const { code, err } = await desk.mmr('send', '--prompt', ...words)
    expect(code).toBe(2)
    expect(err).toContain(said)
    expect(await desk.mmr('send', '--prompt', '--dry-run', ...words)).toEqual({
      code,
      out: '',
      err,
    })
    expect(desk.rows('select 1 from editions')).toEqual([])
  })

  test('refuses to ask without a place for answers', async () => {
    desk.env.WEB_URL = ''
    const { code, err } = await desk.mmr('send', '--prompt')
    expect(code).toBe(2)
    expect(err).toContain('set WEB_URL')
    expect(await desk.mmr('send', '--prompt', '--dry-run')).toEqual({ code, out: '', err })
  })
})

describe('mmr preview --prompt', () => {
  test('shows what managers would be asked, and makes nothing', async () => {
    const { code, out } = await desk.mmr('preview', '--role', 'account-manager', '--prompt')
    expect(code).toBe(0)
    expect(out).toContain('Subject: 2 accounts to update; week of Nov 16-22')
    for (const account of ['Harbour Hospital', 'Quay Terminal']) expect(out).toContain(account)
    expect(desk.rows('select 1 from editions')).toEqual([])
    expect(desk.rows('select 1 from links')).toEqual([])
  })

  test('--json prints it as facts', async () => {
    const { out } = await desk.mmr(
      'preview',
      '--prompt',
      '--recipient',
      'jon@example.com',
      '--json',
    )
    expect(JSON.parse(out)).toMatchObject({
      week,
      role: 'account-manager',
      recipient: { name: 'Jon Abel', address: 'jon@example.com' },
      closesAt: '2026-11-23T07:00:00.000Z',
      accounts: 2,
      open: [
        { accountId: 'A-3', health: 70.5, status: 'yellow', weeksSinceUpdate: 1, action: null },
        { accountId: 'A-4', health: 55, weeksSinceUpdate: 1 },
      ],
      done: [],
    })
  })

  test('--out writes a file for each', async () => {
    await desk.mmr('preview', '--prompt', '--out', 'look')
    expect(desk.files('look').filter((name) => name.endsWith('.html'))).toEqual([
      'prompt.jon@example.com.html',
      'prompt.mara@example.com.html',
    ])
  })

  test.each([
    [['--role', 'executive'], 'no mail to executives'],
    [['--recipient', 'ada@example.com'], 'Nobody with the address ada@example.com'],
  ])('refuses %j', async (words, said) => {
    const { code, err } = await desk.mmr('preview', '--prompt', ...words)
    expect(code).toBe(2)
    expect(err).toContain(said)
  })
})

describe('mmr explain --recipient', () => {
  const told = async () => {
    const words = ['explain', '--recipient', 'mara@example.com', '--week', week]
    return (await desk.mmr(...words)).out
  }

  test('says nothing of a prompt that is not due yet', async () => {
    expect(await told()).toContain('As account-manager, nothing yet')
    expect(await told()).not.toContain('prompt')
  })

  test('says that a prompt was skipped', async () => {
    desk.execute(
      `insert into editions (kind, week, slot, due_at, cut_off, made_at)
       values ('skipped-prompt', '${week}', '2026-W46', '', '', '')`,
    )
    expect(await told()).toContain('no prompt: nobody was there to send it')
  })

  test('says that there was nothing to ask', async () => {
    desk.execute(amended({ desired: '0' }, `manager_address = 'mara@example.com'`))
    await desk.mmr('send', '--prompt')
    expect(await told()).toContain('there was nothing to ask of them')
  })
})

describe('beside the report of the same week', () => {
  beforeEach(async () => {
    await desk.mmr('send', '--prompt')
    desk.write('answers.csv', `account_id,week,health\nA-1,${week},70\n`)
    await desk.mmr('import', 'snapshots', 'answers.csv')
    desk.wait(96 * hour)
    await desk.mmr('send', '--week', week)
  })

  test('mmr deliveries counts each for itself', async () => {
    const { out } = await desk.mmr('deliveries')
    expect(out).toContain(`${week}: 5 deliveries: 5 submitted.`)
    expect(out).toContain(`${week}, prompt: 2 deliveries: 2 submitted.`)
    expect(out).toMatch(/^1 +2026-W47 +prompt +jon@example\.com +submitted +1$/m)
    const { out: json } = await desk.mmr('deliveries', '--json')
    const kinds = (JSON.parse(json) as { kind: string }[]).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'prompt')).toHaveLength(2)
  })

  test('mmr explain tells of both', async () => {
    const words = ['explain', '--recipient', 'mara@example.com', '--week', week]
    const { out } = await desk.mmr(...words)
    expect(out).toContain('As account-manager, the prompt: submitted.')
    expect(out).toContain('As account-manager, the report: submitted.')
  })

  test('a second one is refused, and the receipt counts the report alone', async () => {
    expect((await desk.mmr('send', '--prompt', '--week', week)).err).toContain('is made or due')
    const { out } = await desk.mmr('preview', '--role', 'admin', '--week', week, '--json')
    expect(JSON.parse(out)).toMatchObject({
      administration: { thisEdition: { planned: 4, submitted: 4 }, previousEdition: null },
    })
  })
})
