import { type MailboxVisit, visitMailbox } from '../../mail/bounce/mailbox-visit.js'
import { messagesIn, readIncoming } from '../../mail/bounce/report.js'
import type { ImapServer } from '../../mail/server-url.js'
import { recordVisit } from '../../store/bounces.js'
import { isoUtc, type Workspace } from '../workspace.js'
import type { Bouncing } from './return-paths.js'
import { type Taken, takeBounce } from './take-bounce.js'

/** One message, and where it was found. */
export interface CollectedBounces {
  readonly source: string
  readonly taken: Taken
}

/** Takes the messages of a file: an .eml, or an mbox. */
export async function collectFromFile(
  work: Workspace,
  bouncing: Bouncing,
  file: { readonly name: string; readonly content: Buffer },
): Promise<CollectedBounces[]> {
  const messages = messagesIn(file.content)
  const found: CollectedBounces[] = []
  for (const [index, bytes] of messages.entries()) {
    const taken = await takeBounce(work, bouncing, {
      incoming: await readIncoming(bytes),
      receivedAt: null,
    })
    const source = messages.length === 1 ? file.name : `${file.name}, message ${index + 1}`
    found.push({ source, taken })
  }
  return found
}

/** What a visit found, and how it ended: what was found before it failed is kept. */
export interface Collected {
  readonly found: readonly CollectedBounces[]
  readonly visit: MailboxVisit
}

/** In one visit at most this many, so that a flooded mailbox holds nothing up. */
const most = 500

/** Takes the unread messages of the mailbox, and remembers whether it could be read. */
export async function collectFromMailbox(
  work: Workspace,
  bouncing: Bouncing,
  { server, patience }: { readonly server: ImapServer; readonly patience: number },
): Promise<Collected> {
  const found: CollectedBounces[] = []
  const stop = work.stop?.claiming
  const visit = await visitMailbox(server, {
    most,
    patience,
    stop,
    take: async ({ bytes, isWhole, receivedAt, source }) => {
      const incoming = await readIncoming(bytes, isWhole)
      found.push({ source, taken: await takeBounce(work, bouncing, { incoming, receivedAt }) })
    },
  })
  const fault = visit.kind === 'failed' ? visit.reason : null
  if (!stop?.aborted) await recordVisit(work.db, { at: isoUtc(work.now()), fault })
  return { found, visit }
}
