import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, withoutBrowser } from '../fixture/browser.js'
import { type Measures, measured } from '../fixture/measured.js'
import {
  asked,
  crmMail,
  generatedMail,
  type PortfolioMail,
  sampleMail,
} from '../fixture/measured-mails.js'

/** At most so much of it; `tickerLines` at least. */
type Budget = Partial<Measures>

/** What every mail keeps to. */
const always = {
  htmlBytes: 90_000,
  emlBytes: 150_000,
  textColumns: 78,
  sideways: 0,
  sidewaysLargeText: 0,
  sidewaysZoomed: 0,
} satisfies Budget

const ofSample: Budget = {
  screens: 4,
  words: 450,
  textWords: 450,
  firstAccount: 480,
  tickerLines: 8,
  pages: 2,
  htmlBytes: 60_000,
}

const priya = ['--recipient', 'priya.raman@larkfield.example']
const large = { managers: 1 }

/** What each mail may take of its reader: it is read in a minute, on a phone. */
const budgets: readonly [mail: string, budget: Budget, made: () => Promise<PortfolioMail>][] = [
  ['executive, sample (24 accounts)', ofSample, () => sampleMail(asked.executive)],
  ['the same without links', ofSample, () => sampleMail(asked.executive, {})],
  ['executive, crm-2017 (85)', { screens: 5 }, () => crmMail(asked.executive)],
  [
    'executive, 500 accounts',
    { screens: 5 },
    () => generatedMail({ accounts: 500, managers: 20 }, asked.executive),
  ],
  [
    'executive, 2,000 accounts',
    { screens: 5 },
    () => generatedMail({ accounts: 2000, managers: 20 }, asked.executive),
  ],
  [
    'manager of 7, sample',
    { screens: 2 },
    () => sampleMail(['--role', 'account-manager', ...priya]),
  ],
  ['manager of 7', { screens: 2 }, () => generatedMail({ accounts: 7, ...large }, asked.manager)],
  [
    'manager of 392',
    { screens: 5 },
    () => generatedMail({ accounts: 392, ...large }, asked.manager),
  ],
  ['admin, sample', { screens: 1.5 }, () => sampleMail(asked.admin)],
  [
    'admin, 2,000 accounts',
    { screens: 1.5 },
    () => generatedMail({ accounts: 2000, managers: 20 }, asked.admin),
  ],
  ['prompt of 7, sample', { screens: 3 }, () => sampleMail(['--prompt', ...priya])],
  ['prompt of 7', { screens: 3 }, () => generatedMail({ accounts: 7, ...large }, asked.prompt)],
  ['prompt of 392', { screens: 3 }, () => generatedMail({ accounts: 392, ...large }, asked.prompt)],
]

const isReal = existsSync(fileURLToPath(new URL('../../../shared/data/crm-2017', import.meta.url)))
const measurable = budgets.filter(([mail]) => isReal || !mail.includes('crm-2017'))

/** Where the table for the manual goes; ignored by git. */
const table = 'pictures/budgets.md'

describe.skipIf(withoutBrowser)('within its budget is', () => {
  let browser: Browser
  const found: [mail: string, measures: Measures][] = []
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    mkdirSync('pictures', { recursive: true })
    writeFileSync(table, markdown(found))
    console.log(`${markdown(found)}\nAlso in ${table}.`)
  })

  // The measure itself: by where things stand on the screen, whatever elements they are made of.
  it('what has a line an account, or two, and stands where it is found', async () => {
    const squares = [...'RYG·GG'].map((one) => `<td>${one}</td>`).join('')
    const inOne = `<tr><td>Alder</td><td>$1M</td>${squares}</tr>`
    const inTwo = `<tr><td colspan="6">Birch</td></tr><tr>${squares}</tr>`
    const without = '<tr><td colspan="6">Cedar</td></tr>'
    const below = `<table style="margin-top:1600px"><tr><td>Dogwood</td>${squares}</tr></table>`
    const wide = '<p style="width:400px;margin:0">Alder fell; R is red.</p>'
    const style = '<style>body{margin:0}td{height:30px;padding:0}</style>'
    const html = `${style}<div style="height:100px">${wide}</div><table>${inOne}${inTwo}${without}</table>${below}`
    const eml = Buffer.from('Content-Type: text/html\r\n\r\n<p>Hi</p>\r\n')
    const names = ['Alder', 'Birch', 'Cedar', 'Dogwood']
    const text = '木'.repeat(10)
    const measures = await measured(browser, { html, text, eml }, names)
    expect(measures).toMatchObject({ tickerLines: 2, sideways: 10, words: 9, pages: 2 })
    expect(measures).toMatchObject({ textColumns: 20, textWords: 1, emlBytes: eml.length })
    expect(measures.firstAccount).toBeGreaterThan(100)
    expect(measures.firstAccount).toBeLessThan(120)
    expect(measures.screens).toBeGreaterThan(2)
    expect(measures.screens).toBeLessThan(2.5)
    expect(beyond(measures, { tickerLines: 3, sideways: 10, words: 8, firstAccount: 90 })).toEqual([
      'Words: 9, at most 8',
      expect.stringMatching(/^First account, px: 1\d\d.*, at most 90$/),
      'Ticker lines on 2 screens: 2, at least 3',
    ])
  })

  it.each(measurable)('%s', async (mail, budget, made) => {
    const { names, ...written } = await made()
    const measures = await measured(browser, written, names)
    found.push([mail, measures])
    expect(beyond(measures, { ...always, ...budget })).toEqual([])
  })
})

/** What takes more than it may. */
function beyond(measures: Measures, budget: Budget): string[] {
  return figures.flatMap(([key, label]) => {
    const [is, most] = [measures[key], budget[key]]
    if (most === undefined || most === null) return []
    if (is === null) return [`${label}: none, at most ${most}`]
    const isWithin = key === 'tickerLines' ? is >= most : is <= most
    return isWithin
      ? []
      : [`${label}: ${shown(is)}, ${key === 'tickerLines' ? 'at least' : 'at most'} ${most}`]
  })
}

const figures: readonly [key: keyof Measures, label: string][] = [
  ['screens', 'Screens'],
  ['words', 'Words'],
  ['textWords', 'Words as text'],
  ['textColumns', 'Columns as text'],
  ['firstAccount', 'First account, px'],
  ['tickerLines', 'Ticker lines on 2 screens'],
  ['pages', 'A4 pages'],
  ['htmlBytes', 'HTML, bytes'],
  ['emlBytes', 'Message, bytes'],
  ['sideways', 'Sideways, px'],
  ['sidewaysLargeText', 'with text twice as large'],
  ['sidewaysZoomed', 'at 200 %'],
]

function shown(figure: number): string {
  return String(Math.round(figure * 10) / 10)
}

function markdown(found: readonly [string, Measures][]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    row(['Mail', ...figures.map(([, label]) => label)]),
    row(['---', ...figures.map(() => '---:')]),
    ...found.map(([mail, measures]) =>
      row([
        mail,
        ...figures.map(([key]) => {
          const figure = measures[key]
          return figure === null ? '–' : shown(figure)
        }),
      ]),
    ),
    '',
  ].join('\n')
}
