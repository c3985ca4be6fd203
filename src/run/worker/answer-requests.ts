import { closeLinkRequests, readLinkRequests } from '../../store/links.js'
import { activeAccounts } from '../edition/portfolio.js'
import { linkIssuer } from '../links/link-issuer.js'
import { isoUtc, type Workspace } from '../workspace.js'
import { managersToday, openWeek, planLetters } from './letters.js'

/**
 * Plans a letter with a new link for each account manager who asked for one, to the address in the
 * settings. Nobody else gets anything, and nobody more than a few a day, whoever asks in their name.
 */
export async function answerRequests(work: Workspace): Promise<void> {
  if (linkIssuer(work) === null) return
  const requests = await readLinkRequests(work.db)
  if (requests.length === 0) return
  const week = openWeek(work)
  const managers = await managersToday(work, await activeAccounts(work, week))
  const letters = requests.flatMap(({ requestId, recipient: address, isWithheld }) => {
    const recipient = managers.get(address)
    return recipient === undefined || isWithheld ? [] : [{ recipient, occasion: String(requestId) }]
  })
  await planLetters(work, { kind: 'new-link', week }, letters)
  // Broken off before this, the same letters are planned again, which changes nothing.
  await closeLinkRequests(work.db, requests, isoUtc(work.now()))
}
