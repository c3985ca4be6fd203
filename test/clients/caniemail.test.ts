import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { messages } from '../fixture/weeks.js'
import { type Feature, featuresIn } from './used-features.js'

/** The clients that people read the report in; Roundcube isn't known to caniemail. */
const clients = [
  'apple-mail.ios',
  'apple-mail.macos',
  'gmail.android',
  'gmail.desktop-webmail',
  'gmail.ios',
  'gmail.mobile-webmail',
  'outlook.android',
  'outlook.ios',
  'outlook.macos',
  'outlook.outlook-com',
  'outlook.windows',
  'thunderbird.macos',
  'yahoo.desktop-webmail',
]

/** What some of them don't know, and what takes its place there. */
const fallbacks: Readonly<Record<Feature, string>> = {
  'css-at-media': 'every column is as wide as its half without a query',
  'css-at-media-prefers-color-scheme': 'the light colours, or those that the client turns round',
  'css-border-radius': 'square corners',
  'css-caption-side': 'the caption stands where the client puts it, above in all but Roundcube',
  'css-color-scheme': 'the light colours, or those that the client turns round',
  'css-display-flex': 'under 340 pixels alone: else a name stays beside its weeks',
  'css-display-none': 'the hidden preheader has no height and no opacity as well',
  'css-flex-wrap': 'as display: flex',
  'css-height': 'the bar gets its height as a least height, which is the same for a blank',
  'css-justify-content': 'as display: flex',
  'css-max-height': 'the preheader is hidden by mso-hide in Word',
  'css-opacity': 'the preheader has other means to be hidden',
  'css-outline': 'no picture is a link, so that there is nothing to outline',
  'css-overflow': 'the preheader is hidden by mso-hide in Word',
  'css-overflow-wrap': 'word-break on the cell around it',
  'css-table-layout': 'columns have widths of their own, or may as well be equal',
  'css-text-overflow': 'a name that is too long ends at its cell, without the three dots',
  'css-text-wrap': 'the headline breaks where its line is full',
  'css-white-space': 'a figure goes on in a second line where there is no room',
  'css-word-break': 'overflow-wrap on the page',
  'css-word-spacing': 'it is normal anyway: MJML resets it',
  'html-aria-label': 'the link has words of its own; the page its headline',
  'html-bdi': 'names from right to left are isolated by characters, too',
  'html-body': 'nothing but the background of the page stands on it',
  'html-style': 'everything but the dark colours is inline',
}

interface Known {
  readonly slug: Feature
  /** By family and platform, then by version, the oldest first: `y`, `n` or `a #1`. */
  readonly stats: Readonly<
    Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
  >
}

const { data }: { data: readonly Known[] } = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('caniemail/caniemail.json'), 'utf8'),
)

it('knows every client', () => {
  const known = new Set(
    data.flatMap(({ stats }) =>
      Object.entries(stats).flatMap(([family, platforms]) =>
        Object.keys(platforms).map((platform) => `${family}.${platform}`),
      ),
    ),
  )
  expect(clients.filter((client) => !known.has(client))).toEqual([])
})

it('has a fallback for every feature that a client does not support, and for no other', () => {
  const used = new Set(messages().flatMap(([, { html }]) => [...featuresIn(html)]))
  const missing = data
    .filter(({ slug }) => used.has(slug))
    .filter((feature) => clients.some((client) => support(feature, client).startsWith('n')))
  expect(missing.map(({ slug }) => slug).sort()).toEqual(Object.keys(fallbacks).sort())
})

/** By the latest version that was tried; what nobody tried is not known to be missing. */
function support({ stats }: Known, client: string): string {
  const [family = '', platform = ''] = client.split('.')
  return Object.values(stats[family]?.[platform] ?? {}).at(-1) ?? 'u'
}
