import type { Hold } from '../store/hold.js'

/** That nothing is submitted, why, and what to do about it. */
export function onHold({ reason, since, doubt }: Hold): string {
  return [
    `Sending is on hold since ${since}: ${reason}.`,
    ...(doubt === null ? [] : [inDoubt(doubt)]),
    'Nothing was submitted. mmr release lets it go on.',
  ].join('\n')
}

/** What stands in doubt, and what release makes of it. */
export function inDoubt(week: string): string {
  return (
    `What has been submitted of the editions up to ${week}, this database may not know. Once released,\n` +
    'their deliveries are uncertain, unless they are settled: nobody gets a second copy unseen.'
  )
}
