import { type Event, isoUtc } from '../run/workspace.js'
import type { Claim } from '../store/claim.js'
import type { Edition } from '../store/editions.js'
import { bounceEntry } from './bounce-entry.js'
import { conditionEntry } from './condition-entry.js'
import { type Entry, entry } from './entry.js'
import { keepingEntry } from './keeping-entry.js'

/** How an event is logged. */
export function entryOf(event: Event): Entry {
  switch (event.kind) {
    case 'beat':
      return entry('debug', 'beat', { ...event.pulse })
    case 'claimed':
    case 'begun':
      return underWay(event)
    case 'settled':
      return settled(event)
    case 'failed-alone':
      return failedAlone(event)
    case 'unrecorded':
      return unrecorded(event)
    case 'uncomposed':
    case 'plain-form':
      return uncomposed(event)
    case 'swept':
    case 'resending':
    case 'expired':
      return recovery(event)
    case 'bounced':
    case 'replied':
    case 'bounce-unmatched':
    case 'bounce-ignored':
    case 'bounces-unread':
      return bounceEntry(event)
    case 'pruned':
    case 'rewriting':
    case 'unshrinkable':
      return keepingEntry(event)
    case 'on-hold':
    case 'released':
    case 'paused':
    case 'resumed':
    case 'heartbeat-answered':
    case 'heartbeat-unanswered':
    case 'unillustrated':
    case 'fault':
      return conditionEntry(event)
    default:
      return edition(event)
  }
}

function underWay({ kind, claim }: Of<'claimed' | 'begun'>): Entry {
  const words = kind === 'claimed' ? 'claimed' : 'the server is ready for the message'
  return entry('debug', words, claimed(claim))
}

function failedAlone({ delivery }: Of<'failed-alone'>): Entry {
  const { deliveryId, kind, week, role, address, reason } = delivery
  const fields = { deliveryId, edition: kind, week, role, address, reason }
  return entry('warn', 'failed; others are taken, so it is about this one', fields)
}

function unrecorded({ claim, error }: Of<'unrecorded'>): Entry {
  const fields = { ...claimed(claim), err: error }
  return entry('error', 'what became of a message is not recorded yet; trying again', fields)
}

type Of<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>

function claimed({ deliveryId, kind, week, role, address, attempt }: Claim): Entry['fields'] {
  return { deliveryId, edition: kind, week, role, address, attempt }
}

function settled({ claim, settlement, kept }: Of<'settled'>): Entry {
  const { state, reason, nextAttemptAt } = settlement
  const next = nextAttemptAt === null ? {} : { nextAttemptAt: isoUtc(nextAttemptAt) }
  const fields = { ...claimed(claim), state, reason, ...next }
  if (!kept) return entry('warn', 'came too late: another worker has settled it', fields)
  return entry(state === 'submitted' ? 'info' : 'warn', state, fields)
}

function uncomposed(event: Of<'uncomposed' | 'plain-form'>): Entry {
  const { deliveryId, kind, week, role, address } = event.delivery
  const fields = { deliveryId, edition: kind, week, role, address, err: event.error }
  return event.kind === 'uncomposed'
    ? entry('error', 'failed: the message could not be composed', {
        ...fields,
        reason: event.reason,
      })
    : entry('error', 'goes out in its plain form: the usual one could not be made', fields)
}

function recovery(event: Of<'swept' | 'resending' | 'expired'>): Entry {
  const { kind, ...fields } = event
  switch (kind) {
    case 'swept':
      return entry('warn', 'took deliveries from a worker that had vanished', fields)
    case 'resending':
      return entry('warn', 'uncertain deliveries will be sent again', fields)
    case 'expired':
      return entry('error', 'gave up deliveries that are out of date', fields)
  }
}

type EditionEvent = Of<
  | 'planned'
  | 'composed'
  | 'delivering'
  | 'closed'
  | 'skipped'
  | 'prompts-skipped'
  | 'no-snapshots'
  | 'no-rate'
>

function edition(event: EditionEvent): Entry {
  switch (event.kind) {
    case 'planned':
      return entry('info', 'planned', { ...named(event.edition), deliveries: event.deliveries })
    case 'composed':
      return entry('debug', 'composed', { messages: event.count, left: event.left })
    case 'delivering':
      return entry('debug', 'delivering', { ...named(event.edition), due: event.due })
    case 'closed': {
      const { kind, planned, submitted, skipped, unwanted } = event.edition
      const fields = {
        ...named(event.edition),
        planned,
        submitted,
        ...(skipped > 0 && { skipped }),
      }
      // Who has answered everything needs no prompt.
      const spared = kind === 'prompt' ? skipped : unwanted
      return entry(submitted + spared < planned ? 'warn' : 'info', 'closed', fields)
    }
    case 'skipped':
      return entry('error', 'skipped: nobody gets a report', { weeks: event.weeks })
    case 'prompts-skipped':
      return entry('warn', 'skipped: nobody gets a prompt', { weeks: event.weeks })
    case 'no-snapshots':
      return entry('warn', 'held: there are no snapshots of the week', { week: event.week })
    case 'no-rate': {
      const { week, currencies } = event
      return entry('error', 'held: EXCHANGE_RATES lacks a rate', { week, currencies })
    }
  }
}

function named({ kind, week, dueAt, late }: Edition): Entry['fields'] {
  return { edition: kind, week, dueAt, ...(late && { late }) }
}
