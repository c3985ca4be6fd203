import { unshrinkableText } from '../run/keeping.js'
import type { Event } from '../run/workspace.js'
import { type Entry, entry } from './entry.js'

type KeepingEvent = Extract<Event, { kind: 'pruned' | 'rewriting' | 'unshrinkable' }>

/** How it is logged what is let go of, and what is done to the database's file for it. */
export function keepingEntry(event: KeepingEvent): Entry {
  switch (event.kind) {
    case 'pruned':
      return entry('info', 'let go of what is out of time', { ...event.pruned })
    case 'rewriting':
      return entry('info', 'writing the database anew, once, so that it can shrink', {
        bytes: event.bytes,
      })
    case 'unshrinkable':
      return entry(
        'warn',
        `the database does not shrink: ${unshrinkableText(event.why)}; mmr prune tries again`,
      )
  }
}
