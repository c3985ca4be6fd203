import type { Answers } from '../report/update/answers.js'
import { readSubmitted, type Saving, type Submission, saveAnswers } from '../store/answers.js'
import { DatabaseFault } from '../store/database-fault.js'
import type { AccountRequest } from './at-sheet.js'

type Key = Pick<Submission, 'submissionId' | 'fingerprint'>

/**
 * Whether this very submission was saved before: a second click, or a page that was loaded again.
 */
export async function wasRecorded(at: AccountRequest, key: Key): Promise<boolean> {
  const { web, desk, sheet } = at
  const { accountId } = sheet.account
  const { submissionId, fingerprint } = key
  const found = { submissionId, fingerprint, accountId, week: desk.week }
  return (await readSubmitted(web.db, found)) !== null
}

/** What became of answers; they are `unkept` where the database could not be written to. */
export type Recorded = Saving | { readonly kind: 'unkept' }

/**
 * Saves answers on top of what the sheet says, in the manager's name. Where they can't be kept, the
 * log says why, and the answer is 503.
 */
export async function recordAnswer(
  { web, reply, desk, sheet, visit }: AccountRequest,
  {
    submissionId,
    fingerprint,
    kind,
    answers,
  }: Key & Pick<Submission, 'kind'> & { readonly answers: Answers },
): Promise<Recorded> {
  const submission = {
    submissionId,
    fingerprint,
    kind,
    answers,
    accountId: sheet.account.accountId,
    week: desk.week,
    base: sheet.base,
    linkHash: visit.link.linkHash,
    device: visit.device,
    recordedBy: desk.address,
  }
  try {
    return await saveAnswers(web.db, submission, web.now)
  } catch (error) {
    if (!(error instanceof DatabaseFault)) throw error
    web.log(`nothing was saved: ${error.message}`)
    reply.code(503)
    return { kind: 'unkept' }
  }
}
