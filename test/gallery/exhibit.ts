import { composeMessage } from '../../src/mail/compose.js'
import { previewOf } from '../../src/mail/outbox.js'
import { outlook, withoutStyle } from '../clients/client.js'
import type { Parts } from '../fixture/weeks.js'

/** Something that is shown on a screen: a mail, or a page. */
export interface Exhibit {
  readonly name: string
  readonly subject: string
  readonly looks: Readonly<Record<Look, string>>
  /** Null for a page. */
  readonly mail: { readonly text: string; readonly eml: Buffer } | null
}

/** How readers may see it. Colours that a client turns round are much like these, not the same. */
export const looks = {
  light: (html: string) => inScheme(html, 'light'),
  dark: (html: string) => inScheme(html, 'dark'),
  'turned-round': (html: string) => turnedRound(inScheme(html, 'light')),
  'without-style': (html: string) => withoutStyle(html),
  word: (html: string) => outlook(inScheme(html, 'light')),
  paper: (html: string) => inScheme(html, 'light').replaceAll('@media print', '@media all'),
} as const

export type Look = keyof typeof looks

const from = { name: 'Monday Morning Report', address: 'report@example.com' }
const to = { name: 'Grace Field', address: 'grace.field@example.com' }

export async function mailExhibit(name: string, { images, ...message }: Parts): Promise<Exhibit> {
  const messageId = `<${name}@example.com>`
  const header = { from, to, replyTo: null, date: Date.UTC(2026, 10, 23, 7), messageId }
  const eml = await composeMessage(message, header, { images, unsubscribeUrl: null, dkim: null })
  const { subject, text } = message
  return { name, subject, looks: allLooks(await previewOf(eml)), mail: { text, eml } }
}

export function pageExhibit(name: string, subject: string, html: string): Exhibit {
  return { name, subject, looks: allLooks(html), mail: null }
}

function allLooks(html: string): Exhibit['looks'] {
  return {
    light: looks.light(html),
    dark: looks.dark(html),
    'turned-round': looks['turned-round'](html),
    'without-style': looks['without-style'](html),
    word: looks.word(html),
    paper: looks.paper(html),
  }
}

/** As a reader of that scheme sees it, whatever that of the one who visits the gallery is. */
function inScheme(html: string, scheme: 'light' | 'dark'): string {
  return html
    .replaceAll('(prefers-color-scheme: dark)', scheme === 'dark' ? 'all' : 'not all')
    .replaceAll('color-scheme: light dark', `color-scheme: ${scheme}`)
    .replaceAll('content="light dark"', `content="${scheme}"`)
}

function turnedRound(html: string): string {
  const style = 'html { background: #fff; filter: invert(1) hue-rotate(180deg); }'
  return html.replace('</head>', `<style>${style}</style></head>`)
}
