import { capitalised } from '../characters.js'
import { type Format, joined } from '../format.js'
import type {
  AdminDigest,
  Administration,
  DeliveryReport,
  ImportProblem,
} from '../report/digest/admin.js'

/** `All 7 sent; 6 accounts not reported`. */
export function adminSubject(
  { administration, participation }: AdminDigest,
  format: Format,
): string {
  const { planned, submitted, failed } = administration.thisEdition
  const sent =
    planned > 0 && submitted === planned
      ? `All ${format.count(planned)} sent`
      : `${format.count(submitted)} of ${format.count(planned)} sent${failed === 0 ? '' : `, ${format.count(failed)} failed`}`
  const missing = participation.active - participation.updated
  const care = careIn(administration)
  const things = care.reduce((sum, { count }) => sum + count, 0)
  const reported =
    missing === 0 ? 'all accounts reported' : `${format.counted(missing, 'account')} not reported`
  return care.length === 0
    ? `${sent}; ${reported}`
    : `${sent}; ${format.counted(things, 'thing')} to look at; ${reported}`
}

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

/** What else needs care, counted; accounts that nobody reported on are counted in the subject. */
export function adminLead(administration: Administration, format: Format): string {
  const told = [...careIn(administration), ...unreportedIn(administration)].map(
    ({ count, noun, told: [one, many] }) =>
      `${format.counted(count, noun)} ${count === 1 ? one : many}`,
  )
  return told.length === 0 ? 'Nothing else needs care.' : `${capitalised(joined(told))}.`
}

interface Counted {
  readonly count: number
  readonly noun: string
  readonly told: readonly [one: string, many: string]
}

function careIn(care: Administration): Counted[] {
  const parts: Counted[] = [
    { count: care.bounced.length, noun: 'message', told: ['came back', 'came back'] },
    { count: care.replied.length, noun: 'message', told: ['was replied to', 'were replied to'] },
    {
      count: care.bounceMailbox === null ? 0 : 1,
      noun: 'mailbox',
      told: ['can’t be read', 'can’t be read'],
    },
    { count: importsThat('refused', care), noun: 'import', told: ['was refused', 'were refused'] },
    {
      count: importsThat('left-out', care),
      noun: 'import',
      told: ['left rows out', 'left rows out'],
    },
    { count: importsThat('undone', care), noun: 'import', told: ['was undone', 'were undone'] },
    {
      count: care.ownersNotInSettings.length,
      noun: 'account manager',
      told: ['is not in the settings', 'are not in the settings'],
    },
  ]
  return parts.filter(({ count }) => count > 0)
}

function importsThat(kind: ImportProblem['kind'], { importProblems }: Administration): number {
  return importProblems.filter((one) => one.kind === kind).length
}

function unreportedIn(care: Administration): Counted[] {
  const parts: Counted[] = [
    { count: care.stale.length, noun: 'account', told: ['is stale', 'are stale'] },
    { count: care.unknown.length, noun: 'account', told: ['is unknown', 'are unknown'] },
    { count: care.restated.length, noun: 'account', told: ['was restated', 'were restated'] },
  ]
  return parts.filter(({ count }) => count > 0)
}
