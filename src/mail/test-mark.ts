import { palette } from '../palette.js'
import type { Message } from './message.js'
import { wrapped } from './text.js'

/**
 * A message that says in its subject and before all else that it is a test. It is marked after it
 * was rendered: whatever its templates say, no test passes for the mail itself.
 */
export function markedAsTest({ subject, html, text }: Message, note: string): Message {
  const body = /<body\b[^>]*>/.exec(html)
  if (body === null) throw new Error('there is no body in the HTML of a message to be marked')
  const start = body.index + body[0].length
  const banner = `\n<div role="note" style="${style}">${escaped(note)}</div>`
  return {
    subject: `[Test] ${subject}`,
    html: `${html.slice(0, start)}${banner}${html.slice(start)}`,
    text: `${wrapped(note, 0)}\n\n${text}`,
  }
}

/** Its own colours, both of them, so that it reads the same in light and dark. */
const style = [
  'padding:12px 20px',
  `background-color:${palette.light.note}`,
  `color:${palette.light.text}`,
  "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif",
  'font-size:14px',
  'line-height:20px',
].join(';')

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}
