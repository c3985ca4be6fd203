import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AccountsDigest } from '../../src/mail/full-report.js'
import { fullReport } from '../../src/mail/view/full-report.js'
import { amountsIn, figuresOf, isShownAs, wordsIn } from '../fixture/shown-figures.js'
import { type Desk, openDesk } from '../fixture/workspace.js'

let desk: Desk
let executives: AccountsDigest[]
let managers: AccountsDigest[]
beforeAll(async () => {
  desk = openDesk()
  await desk.mmr('demo')
  executives = [
    await json('--role', 'executive'),
    await json('--role', 'executive', '--recipient', 'luis.ferrer@larkfield.example'),
  ]
  managers = await json('--role', 'account-manager')
})
afterAll(() => desk.close())

async function mmr(...words: readonly string[]) {
  return await desk.mmr('preview', ...words, '--env-file', 'demo/settings.env')
}

async function json(...words: readonly string[]) {
  return JSON.parse((await mmr(...words, '--json')).out)
}

describe('mmr preview --full', () => {
  test('prints the page of the executives', async () => {
    const { code, out, err } = await mmr('--role', 'executive', '--full')
    expect([code, err, out.slice(0, 15)]).toEqual([0, '', '<!doctype html>'])
    expect(out.split('<article class="entry"').length - 1).toBe(executives[0]?.movements.length)
  })

  test('writes a file for each account manager, which leads nowhere', async () => {
    const { code, err } = await mmr('--role', 'account-manager', '--full', '--out', 'pages')
    expect(code).toBe(0)
    expect(err.trim().split('\n')).toHaveLength(managers.length)
    for (const { recipient, movements } of managers) {
      const name = `account-manager.${recipient?.address}-full.html`
      const html = readFileSync(join(desk.directory, 'pages', name), 'utf8')
      expect(html).not.toMatch(/href="(?!#|mailto:)/)
      expect(movements.filter(({ accountId }) => !html.includes(accountId))).toEqual([])
    }
  })

  test('leaves out admins, who have none, and says so when they are all there is', async () => {
    const all = await mmr('--full', '--out', 'all')
    expect([all.code, all.err.includes('admin')]).toEqual([0, false])
    const admin = await mmr('--role', 'admin', '--full')
    expect([admin.code, admin.out]).toEqual([2, ''])
    expect(admin.err).toContain('an admin’s digest has none')
    const noor = await mmr('--recipient', 'noor.haddad@larkfield.example', '--full')
    expect([noor.code, noor.out]).toEqual([2, ''])
    expect(noor.err).toContain('Nobody here has a full report')
    const prompt = await mmr('--prompt', '--full')
    expect([prompt.code, prompt.err.includes('a prompt has none')]).toEqual([2, true])
  })
})

describe('every figure', () => {
  test('of the page is the facts’ own', async () => {
    for (const digest of [...executives, ...managers]) {
      const address = digest.recipient?.address
      const whose = address === undefined ? [] : ['--recipient', address]
      const { out } = await mmr('--role', digest.role, ...whose, '--full')
      const known = amountsIn(JSON.parse(JSON.stringify(digest)))
      // A scale has round amounts of its own.
      const told = wordsIn(out.replace(/<div class="plot"[\s\S]*?<\/ol>/g, '')).replace(
        /The bars are drawn from \S+ to \S+:/g,
        '',
      )
      const shown = [...figuresOf(told)].filter(
        (figure) => /[$.KMBT]/.test(figure) && !/\..*\./.test(figure),
      )
      expect(shown.filter((one) => !known.some((amount) => isShownAs(amount, one)))).toEqual([])
      expect(shown.length).toBeGreaterThan(30)
    }
  })
})

/** A change of any of them changes the page, for some reader: it is looked at, and shown. */
test('nothing that the JSON has is lost', () => {
  const kinds = new Map<string, boolean>()
  for (const digest of [...executives, ...managers]) {
    const shown = JSON.stringify(fullReport(digest, whole))
    const leaves = leavesOf(digest)
    for (const { path, kind, value } of leaves) {
      if (kinds.get(kind) === true || elsewhere.some((one) => one.test(kind))) continue
      kinds.set(kind, page(changed(digest, path, otherThan(value, kind, leaves))) !== shown)
    }
  }
  expect([...kinds].filter(([, seen]) => !seen).map(([kind]) => kind)).toEqual([])
  expect(kinds.size).toBeGreaterThan(150)
})

/** What no reader of the page needs to be told, or is told of by something else. */
const elsewhere: readonly RegExp[] = [
  // How figures are written, and what stands around the page.
  /^presentation\./,
  // Who opened it knows who they are; the page says which accounts it is about.
  /^(role|recipient)\b/,
  // The days by which all other days are told.
  /^(monday|previousWeek)$/,
  // What is new for a mail's subject.
  /^top20\.news$/,
  // Ids stand in the accounts' own entries; in lists they only lead there.
  /accountId$/,
  // Stands in the account's own entry.
  /^(decisionMakerChanges|actions\.\w+|pulseDisagreements|singleThreaded|valueDelivered|contracts\.inTender)\[\]\.health$/,
  /^(nearExit|pulseDisagreements)\[\]\.leaving\./,
  /^contracts\.leaving\[\]\.action\.daysOverdue$/,
]

const whole = { order: null, links: null }

/** All words of the page; a value that it can't be filled in with is one that it looks at. */
function page(digest: AccountsDigest): string {
  try {
    return JSON.stringify(fullReport(digest, whole))
  } catch (fault) {
    return String(fault)
  }
}

interface Leaf {
  readonly path: readonly (string | number)[]
  /** The path without the places in lists. */
  readonly kind: string
  readonly value: unknown
}

function leavesOf(json: unknown, path: readonly (string | number)[] = []): Leaf[] {
  if (typeof json === 'object' && json !== null) {
    const isList = Array.isArray(json)
    return Object.entries(json).flatMap(([key, part]) =>
      leavesOf(part, [...path, isList ? Number(key) : key]),
    )
  }
  const kind = path.map((step) => (typeof step === 'number' ? '[]' : `.${step}`)).join('')
  return json === null || json === undefined ? [] : [{ path, kind: kind.slice(1), value: json }]
}

function otherThan(value: unknown, kind: string, leaves: readonly Leaf[]): unknown {
  if (typeof value === 'number') return value * 1.5 + 7
  if (typeof value === 'boolean') return !value
  const others = leaves.filter((one) => one.kind === kind && one.value !== value)
  return others[0]?.value ?? `${String(value)}x`
}

function changed<Of>(of: Of, [step, ...rest]: readonly (string | number)[], value: unknown): Of {
  const copy = Object.assign(Array.isArray(of) ? [] : {}, of) as Record<string | number, unknown>
  if (step !== undefined) {
    copy[step] = rest.length === 0 ? value : changed(copy[step], rest, value)
  }
  return copy as Of
}
