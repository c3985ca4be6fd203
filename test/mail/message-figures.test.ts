import { describe, expect, it } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import type { Digest } from '../../src/mail/message.js'
import { digests } from '../fixture/digest.js'
import { illustratedMessage } from '../fixture/illustrated.js'
import { openedMail } from '../fixture/mail.js'
import { figuresOf, wordsIn } from '../fixture/shown-figures.js'
import { sightsOf } from '../fixture/weeks.js'

const from = { name: 'Monday Morning Report', address: 'report@example.com' }
const to = { name: 'Grace Field', address: 'grace.field@example.com' }

const told: [string, Digest][] = [
  ...Object.entries(digests),
  ...Object.entries(sightsOf('bad')).map(([role, { digest }]): [string, Digest] => [
    `${role} of a bad week`,
    digest,
  ]),
]

describe('read back from the finished message, each amount and each decimal of', () => {
  it.each(told)('%s is the facts’ own, in HTML and in text', async (_, digest) => {
    const { html, text } = await arrived(digest)
    const known = amountsIn(JSON.parse(JSON.stringify(digest)))
    const shown = [...figuresOf(`${wordsIn(html)} ${text}`)].filter(
      (figure) => /[$.KMBT]/.test(figure) && !/\..*\./.test(figure),
    )
    expect(shown.filter((figure) => !known.some((amount) => isShownAs(amount, figure)))).toEqual([])
  })
})

async function arrived(digest: Digest): Promise<{ html: string; text: string }> {
  const header = { from, to, replyTo: null, date: 0, messageId: '<figures@example.com>' }
  const { message, images } = illustratedMessage(digest)
  const extras = { images, unsubscribeUrl: null, dkim: null }
  const { html = '', text = '' } = await openedMail(await composeMessage(message, header, extras))
  return { html, text }
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** All numbers of the facts, those in their words, and what a reader works out from two of them. */
function amountsIn(json: Json): number[] {
  if (typeof json === 'number') return [json]
  if (typeof json === 'string') return (json.match(/\d+(?:\.\d+)?/g) ?? []).map(Number)
  if (json === null || typeof json === 'boolean') return []
  if (isList(json)) return [...json.flatMap(amountsIn), ...sums(json)]
  return [...Object.values(json).flatMap(amountsIn), ...before(json)]
}

function isList(json: readonly Json[] | object): json is readonly Json[] {
  return Array.isArray(json)
}

/** What a figure was, from what it is and how it changed. */
function before(json: { readonly [name: string]: Json }): number[] {
  const { health, change } = json
  return typeof health === 'number' && typeof change === 'number' ? [health - change] : []
}

/**
 * The revenue of a list from each of its rows on, and of those of its rows that are listed alike.
 */
function sums(rows: readonly Json[]): number[] {
  return alike.flatMap((kindOf) => {
    const kinds = new Set(rows.map(kindOf))
    return [...kinds].flatMap((kind) => tails(rows.filter((row) => kindOf(row) === kind)))
  })
}

const alike: readonly ((row: Json) => unknown)[] = [
  () => 'all',
  (row) => field(row, 'movement'),
  (row) =>
    field(row, 'movement') === 'flat' && field(row, 'status') !== field(row, 'previousStatus'),
  (row) => ['stale', 'unknown'].includes(String(field(row, 'movement'))),
  (row) => field(row, 'restatedFrom') !== null,
]

function tails(rows: readonly Json[]): number[] {
  let sum = 0
  return rows.toReversed().map((row) => {
    const revenue = field(row, 'revenue')
    sum += typeof revenue === 'number' ? revenue : 0
    return sum
  })
}

function field(row: Json | undefined, name: string): Json {
  return row !== null && typeof row === 'object' && !isList(row) ? (row[name] ?? null) : null
}

const units: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }

/** Whether a figure is the size of an amount, rounded as far as the figure goes. */
function isShownAs(amount: number, figure: string): boolean {
  const [, digits = '', unit = ''] = /^[+−]?\$?([\d.,]+)([KMBT]?)$/.exec(figure) ?? []
  const plain = digits.replaceAll(',', '')
  const shown = Number(plain) * (units[unit] ?? 1)
  const step = (units[unit] ?? 1) / 10 ** (plain.split('.')[1] ?? '').length
  // Short amounts have three digits, the last zeros of which are left out: $2.4M is $2.40M.
  const fineness = unit === '' ? step : Math.min(step, 10 ** (Math.floor(Math.log10(shown)) - 2))
  return Math.abs(Math.abs(amount) - shown) <= fineness / 2 + 1e-6
}
