import type { Settlement } from '../report/delivery.js'
import type { Event } from '../run/event.js'
import { stored } from '../run/workspace.js'
import type { Claim } from '../store/claim.js'
import type { Edition } from '../store/editions.js'

/** One line of the log. */
export interface Entry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** How an event is logged. `error` is what needs a person, `warn` what may. */
export function entryOf(event: Event): Entry {
  switch (event.kind) {
    case 'claimed':
    case 'begun':
    case 'settled':
    case 'unrecorded':
      return deliveryEntry(event)
    case 'planned':
    case 'composed':
    case 'delivering':
    case 'skipped':
    case 'no-snapshots':
    case 'no-rate':
    case 'closed':
      return editionEntry(event)
    default:
      return workerEntry(event)
  }
}

type Of<Kind extends Event['kind']> = Extract<Event, { kind: Kind }>

function deliveryEntry(event: Of<'claimed' | 'begun' | 'settled' | 'unrecorded'>): Entry {
  const fields = claimed(event.claim)
  switch (event.kind) {
    case 'claimed':
      return { level: 'debug', message: 'claimed', fields }
    case 'begun':
      return { level: 'debug', message: 'the server is ready for the message', fields }
    case 'unrecorded': {
      const message = 'what became of a message could not be recorded; trying again'
      return { level: 'error', message, fields: { ...fields, err: event.error } }
    }
    case 'settled':
      return settled(event, fields)
  }
}

function claimed({ deliveryId, kind, week, role, address, attempt }: Claim) {
  return { deliveryId, edition: kind, week, role, address, attempt }
}

function settled({ settlement, kept }: Of<'settled'>, claim: Entry['fields']): Entry {
  const { state, reason, nextAttemptAt } = settlement
  const next = nextAttemptAt === null ? {} : { nextAttemptAt: stored(nextAttemptAt) }
  const fields = { ...claim, state, reason, ...next }
  if (!kept) return { level: 'warn', message: 'another worker has settled this delivery', fields }
  return { level: levelOf(state), message: state, fields }
}

function levelOf(state: Settlement['state']): Entry['level'] {
  return state === 'submitted' ? 'info' : 'warn'
}

type EditionEvent = Of<
  'planned' | 'composed' | 'delivering' | 'skipped' | 'no-snapshots' | 'no-rate' | 'closed'
>

function editionEntry({ kind, ...event }: EditionEvent): Entry {
  switch (kind) {
    case 'planned':
      return { level: 'info', message: 'planned', fields: event }
  }
}
