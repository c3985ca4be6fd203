import type { Presentation } from '../report/facts.js'
import type { Week } from '../report/week.js'
import type { Message } from './message.js'

/** What admins are told outside a report. */
export interface Notice {
  readonly kind: 'held'
  readonly week: Week
  readonly presentation: Presentation
}

export function renderNotice({ week }: Notice): Message {
  return { subject: `held ${week}`, html: `<p>held ${week}</p>`, text: `held ${week}` }
}
