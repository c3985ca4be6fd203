import type { Event } from '../run/event.js'
import { type Entry, entry } from './entry.js'

type BounceEvent = Extract<Event, { kind: 'bounced' | 'bounce-unmatched' | 'bounces-unread' }>

/** How what came back is logged. */
export function bounceEntry(event: BounceEvent): Entry {
  switch (event.kind) {
    case 'bounced': {
      const { deliveryId, week, role, address } = event.delivery
      const { action, status, diagnostic } = event.bounce
      const fields = { deliveryId, week, role, address, action, status, diagnostic }
      return entry('warn', 'a message came back', fields)
    }
    case 'bounce-unmatched': {
      const { source, why, report } = event
      return entry('warn', 'a report of a bounce is none of ours', { source, why, ...report })
    }
    case 'bounces-unread':
      return entry('error', 'bounces can’t be read; trying again', { reason: event.reason })
  }
}
