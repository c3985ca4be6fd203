import { capitalised } from '../characters.js'
import { type Format, joined } from '../format.js'
import type { Administration, DeliveryReport } from '../report/digest/admin.js'

/** Did everybody get it: in one sentence. */
export function adminHeadline({ thisEdition }: Administration, format: Format): string {
  const { planned, submitted } = thisEdition
  if (planned === 0) return 'No digest was planned for this edition.'
  if (submitted === planned) {
    return planned === 1
      ? 'The only digest was submitted.'
      : `All ${format.counted(planned, 'digest')} were submitted.`
  }
  const of = `${format.count(submitted)} of ${format.counted(planned, 'digest')} submitted`
  return `${of}: ${joined(exceptions(thisEdition, format))}.`
}

function exceptions(report: DeliveryReport, format: Format): string[] {
  const { failed, uncertain, skipped, open } = report
  return [
    { count: failed, word: 'failed' },
    { count: uncertain, word: 'uncertain' },
    { count: skipped, word: 'skipped' },
    { count: open, word: 'still open' },
  ]
    .filter(({ count }) => count > 0)
    .map(({ count, word }) => `${format.count(count)} ${word}`)
}

/** What else needs care, counted. */
export function adminLead(care: Administration, format: Format): string {
  const parts = [
    { count: care.bounced.length, noun: 'message', told: ['came back', 'came back'] },
    {
      count: care.replied.length,
      noun: 'message',
      told: ['was replied to', 'were replied to'],
    },
    {
      count: care.bounceMailbox === null ? 0 : 1,
      noun: 'mailbox',
      told: ['can’t be read', 'can’t be read'],
    },
    { count: care.importProblems.length, noun: 'import', told: ['was refused', 'were refused'] },
    {
      count: care.ownersNotInSettings.length,
      noun: 'account manager',
      told: ['is not in the settings', 'are not in the settings'],
    },
    { count: care.stale.length, noun: 'account', told: ['is stale', 'are stale'] },
    { count: care.unknown.length, noun: 'account', told: ['is unknown', 'are unknown'] },
    { count: care.restated.length, noun: 'account', told: ['was restated', 'were restated'] },
  ].filter(({ count }) => count > 0)
  if (parts.length === 0) return 'Nothing else needs care.'
  const told = parts.map(
    ({ count, noun, told: [one, many] }) =>
      `${format.counted(count, noun)} ${count === 1 ? one : many}`,
  )
  return `${capitalised(joined(told))}.`
}
