import { composeMessage } from '../../src/mail/compose.js'
import { previewOf } from '../../src/mail/outbox.js'
import type { Parts } from '../fixture/weeks.js'

/** A message as it can be hung on a wall: in both colours, as text, and as mail. */
export interface Exhibit {
  readonly name: string
  readonly subject: string
  readonly light: string
  readonly dark: string
  readonly text: string
  readonly eml: Buffer
}

const from = { name: 'Monday Morning Report', address: 'report@example.com' }
const to = { name: 'Grace Field', address: 'grace.field@example.com' }

export async function exhibit(name: string, { images, ...message }: Parts): Promise<Exhibit> {
  const messageId = `<${name}@example.com>`
  const header = { from, to, replyTo: null, date: Date.UTC(2026, 10, 23, 7), messageId }
  const eml = await composeMessage(message, header, { images, unsubscribeUrl: null, dkim: null })
  const html = await previewOf(eml)
  const { subject, text } = message
  return { name, subject, text, eml, light: inScheme(html, 'light'), dark: inScheme(html, 'dark') }
}

/** As a reader of that scheme sees it, whatever that of the one who visits the gallery is. */
function inScheme(html: string, scheme: 'light' | 'dark'): string {
  return html
    .replaceAll('(prefers-color-scheme: dark)', scheme === 'dark' ? 'all' : 'not all')
    .replaceAll('color-scheme: light dark', `color-scheme: ${scheme}`)
    .replaceAll('content="light dark"', `content="${scheme}"`)
}
