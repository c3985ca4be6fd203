import { cureOf } from '../../mail/login.js'
import { readImapServer } from '../../mail/server-url.js'
import { readMailboxFault } from '../../store/bounces.js'
import type { Finding } from '../check/check.js'
import type { Workspace } from '../workspace.js'

/** What stands in the way of reading what comes back. */
export async function bounceFindings({ db, config }: Workspace): Promise<Finding[]> {
  const { imapUrl, oauth } = config.bounces
  if (imapUrl === null) return []
  const reading = readImapServer(imapUrl)
  if (reading.kind === 'fault') {
    return [{ kind: 'fault', what: reading.fault, cure: 'Until then no bounce is read.' }]
  }
  const failing = await readMailboxFault(db)
  if (failing === null) return []
  const { since, reason } = failing
  const what = `The mailbox of bounces can’t be read since ${since}: ${reason}.`
  const known = cureOf(reason, { urlName: 'BOUNCE_IMAP_URL', withToken: oauth !== null })
  return [
    { kind: 'warning', what, cure: `${known ?? 'Correct BOUNCE_IMAP_URL.'} mmr bounces tries it.` },
  ]
}
