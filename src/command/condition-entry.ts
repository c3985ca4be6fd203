import { type Event, isoUtc } from '../run/workspace.js'
import { type Entry, entry } from './entry.js'

type Condition = Extract<
  Event,
  {
    kind:
      | 'on-hold'
      | 'released'
      | 'paused'
      | 'resumed'
      | 'heartbeat-answered'
      | 'heartbeat-unanswered'
      | 'unillustrated'
      | 'fault'
  }
>

/** How a state of things that may last is logged. */
export function conditionEntry(event: Condition): Entry {
  switch (event.kind) {
    case 'on-hold': {
      const { reason, since } = event.hold
      return entry('error', 'sending is on hold until mmr release', { reason, since })
    }
    case 'released':
      return entry('info', 'sending is free again')
    case 'paused': {
      const fields = { reason: event.reason, nextTryAt: isoUtc(event.until) }
      return entry('error', 'the mail server refuses us; nobody failed by it', fields)
    }
    case 'resumed':
      return entry('info', 'the mail server takes mail again')
    case 'heartbeat-answered':
      return entry('info', 'HEARTBEAT_URL answered', { week: event.week })
    case 'heartbeat-unanswered':
      return entry('warn', 'HEARTBEAT_URL did not answer; trying again', { reason: event.reason })
    case 'unillustrated':
      return entry('error', 'messages go out without their charts', { err: event.error })
    case 'fault':
      return entry('error', 'this beat failed; the next one starts over', { err: event.error })
  }
}
