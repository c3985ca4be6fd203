import type { Hold } from '../store/installation.js'
import { printable } from './printable.js'

/** That nothing is submitted, why, and what to do about it. */
export function onHold(hold: Hold): string[] {
  return [...holdText(hold).split('\n'), `Nothing was submitted. ${liftedBy}`]
}

/** That sending is on hold, since when and why. */
export function holdText({ reason, since, doubt }: Hold): string {
  const why = `Sending is on hold since ${since}: ${printable(reason)}.`
  return doubt === null ? why : `${why}\n${inDoubtText(doubt)}`
}

export const liftedBy = 'mmr release lets it go on.'

/** What stands in doubt, and what release makes of it. */
export function inDoubtText(week: string): string {
  return (
    `Of editions up to ${week}, more may have been submitted than this database knows. What isn't\n` +
    'settled of them is uncertain once it is released: nobody gets a second copy unseen.'
  )
}
