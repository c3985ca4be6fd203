import type { Action } from '../history.js'
import { type Day, daysBetween } from '../week.js'

/** What somebody is going to do about an account, and by when. */
export interface OpenAction {
  readonly action: string
  readonly owner: string | null
  readonly dueOn: Day | null
  /** Days past its due date on the Monday of the edition; 0 while it isn't overdue. */
  readonly daysOverdue: number
}

/** Null where there is no action, or it is done. */
export function openAction(action: Action | null, monday: Day): OpenAction | null {
  if (action === null || action.doneOn !== null) return null
  const { owner, dueOn } = action
  const late = dueOn === null ? 0 : daysBetween(dueOn, monday)
  return { action: action.action, owner, dueOn, daysOverdue: Math.max(0, late) }
}
