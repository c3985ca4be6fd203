import {
  composeMessage,
  type Extras,
  type MessageHeader,
  messageIdOf,
} from '../../src/mail/compose.js'
import { openedMail } from '../fixture/mail.js'

export const from = { name: 'Monday Morning Report', address: 'mmr@example.com' }
export const to = { name: 'Ada Byron', address: 'ada@example.com' }
export const addressee = {
  kind: 'report',
  week: '2026-W47',
  role: 'executive',
  address: to.address,
} as const
export const key = Buffer.alloc(32, 1)
export const message = {
  subject: 'Monday Morning Report, Nov 16-22: 3 down, 1 up, $1.2M at risk',
  html: '<!doctype html><html lang="en"><body><p>Größe ▲ 1.2</p></body></html>',
  text: 'Größe ▲ 1.2\n\n.a line that begins with a dot\n',
}
export const header: MessageHeader = {
  from,
  to,
  replyTo: null,
  date: Date.parse('2026-11-23T07:00:00Z'),
  messageId: messageIdOf(addressee, from, key),
}

export async function read(changes: Partial<MessageHeader> = {}, extras?: Extras) {
  return openedMail(await composeMessage(message, { ...header, ...changes }, extras))
}

export function namesIn(bytes: Buffer): string[] {
  const [head = ''] = bytes.toString('latin1').split('\r\n\r\n')
  return head.split(/\r\n(?![ \t])/).map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
}
