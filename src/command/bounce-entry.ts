import { replyWords } from '../report/bounce.js'
import type { Event } from '../run/workspace.js'
import { ignoredWords } from './bounce-json.js'
import { type Entry, entry } from './entry.js'

type BounceEvent = Extract<Event, { kind: BounceEventKind }>
type BounceEventKind =
  | 'bounced'
  | 'replied'
  | 'bounce-unmatched'
  | 'bounce-ignored'
  | 'bounces-unread'

/** How what came back is logged. */
export function bounceEntry(event: BounceEvent): Entry {
  switch (event.kind) {
    case 'bounced': {
      const { deliveryId, week, role, address } = event.delivery
      const { action, status, diagnostic } = event.bounce
      const fields = { deliveryId, week, role, address, action, status, diagnostic }
      const what = 'a message came back'
      const words = action === 'in-words' ? `${what}, in a form that can’t be read` : what
      return entry('warn', words, fields)
    }
    case 'replied': {
      const { deliveryId, week, role, address } = event.delivery
      const { kind, words } = event.reply
      const fields = { deliveryId, week, role, address, what: replyWords[kind], words }
      return entry(
        kind === 'too-large' || kind === 'unreadable' ? 'warn' : 'info',
        'a message was replied to',
        fields,
      )
    }
    case 'bounce-ignored': {
      const { source, why } = event
      return entry('info', 'a mail is no bounce of ours', { source, why: ignoredWords(why) })
    }
    case 'bounce-unmatched': {
      const { source, why, report } = event
      return entry('warn', 'a report of a bounce is none of ours', { source, why, ...report })
    }
    case 'bounces-unread':
      return entry('error', 'bounces can’t be read; trying again', { reason: event.reason })
  }
}
