import type { ImapFlow } from 'imapflow'
import type { Login } from '../login.js'
import type { ImapServer } from '../server-url.js'
import { errorText } from '../server-words.js'
import { worded } from '../smtp/transport.js'
import { largestHeader, largestReport } from './report.js'

/** A message of the mailbox. */
export interface UnreadMessage {
  readonly bytes: Buffer
  /** False where it is larger than anything that is read: then its beginning alone is here. */
  readonly isWhole: boolean
  /** When the server got it, milliseconds since the epoch; null where it doesn't say. */
  readonly receivedAt: number | null
  /** For people, where the message itself tells nothing. */
  readonly source: string
}

/** What is done with the messages, one after the other. */
export interface Visiting {
  readonly take: (message: UnreadMessage) => Promise<void>
  /** How many are taken in one visit; the rest waits for the next one. */
  readonly most: number
  /** Milliseconds for the whole visit. */
  readonly patience: number
  readonly stop?: AbortSignal | undefined
}

export type MailboxVisit =
  | { readonly kind: 'visited'; readonly left: number }
  /** In words, without the password. */
  | { readonly kind: 'failed'; readonly reason: string }

/**
 * Takes the unread messages of a mailbox and marks each as read once it is taken; nothing is moved
 * or deleted. A visit that breaks off has done what it had done: the next one goes on from there.
 * What the server does is an outcome; throws what `take` throws.
 */
export async function visitMailbox(server: ImapServer, visiting: Visiting): Promise<MailboxVisit> {
  const { patience, stop } = visiting
  await library()
  const deadline = AbortSignal.timeout(patience)
  const ended = AbortSignal.any([deadline, ...(stop ? [stop] : [])])
  try {
    return await inMailbox(server, ended, async (client) => {
      return { kind: 'visited', left: await takeMessages(client, server.mailbox, visiting) }
    })
  } catch (error) {
    if (error instanceof NotTaken) throw error.cause
    const late = `not done within ${patience / 1000} seconds`
    const reason = deadline.aborted ? late : stop?.aborted ? 'stopped' : reasonOf(error)
    return { kind: 'failed', reason: worded(reason, server) }
  }
}

/** Logs in and opens the mailbox for reading, and changes nothing. In words why not, else null. */
export async function tryMailbox(server: ImapServer, patience: number): Promise<string | null> {
  await library()
  const deadline = AbortSignal.timeout(patience)
  try {
    return await inMailbox(server, deadline, async (client) => {
      await client.mailboxOpen(server.mailbox, { readOnly: true })
      await client.logout().catch(() => {})
      return null
    })
  } catch (error) {
    const late = `not done within ${patience / 1000} seconds`
    return worded(deadline.aborted ? late : reasonOf(error), server)
  }
}

/** Loaded when there is a mailbox to read: most commands never do. It takes its time, once. */
const library = () => import('imapflow')

/** Logs in for `use`, and hangs up; with a token that is refused, once more with a new one. */
async function inMailbox<Result>(
  server: ImapServer,
  ended: AbortSignal,
  use: (client: ImapFlow) => Promise<Result>,
): Promise<Result> {
  const first = await loggedIn(server, ended, use)
  if (first.kind === 'done') return first.result
  const { refused } = first
  const second = await loggedIn(server, ended, use, refused)
  if (second.kind === 'done') return second.result
  throw second.refused.error
}

type Stay<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  /** The server refuses the token. */
  | { readonly kind: 'refused'; readonly refused: Refused }

interface Refused {
  readonly token: string
  readonly error: unknown
}

async function loggedIn<Result>(
  server: ImapServer,
  ended: AbortSignal,
  use: (client: ImapFlow) => Promise<Result>,
  refused?: Refused,
): Promise<Stay<Result>> {
  const secret = await secretFor(server.login, refused)
  const client = clientFor(await library(), server, secret)
  let cutOff: unknown = null
  // What ends a connection ends the command that waits for it, which tells; but not of a cut.
  client.on('error', (error: unknown) => {
    if (isTooLong(error)) cutOff = error
  })
  const close = () => client.close()
  ended.addEventListener('abort', close, { once: true })
  try {
    ended.throwIfAborted()
    await client.connect()
    return { kind: 'done', result: await use(client) }
  } catch (error) {
    if (!('accessToken' in secret) || !isRefusal(error)) throw cutOff ?? error
    return { kind: 'refused', refused: { token: secret.accessToken, error } }
  } finally {
    ended.removeEventListener('abort', close)
    client.close()
  }
}

/** What proves who we are, as imapflow takes it. */
type Secret = { readonly pass: string } | { readonly accessToken: string }

/** What is shown to the server in place of the refused token, if there is another. */
async function secretFor(login: Login, refused: Refused | undefined): Promise<Secret> {
  if (!('tokens' in login)) return { pass: login.password }
  const reading = await login.tokens.token(refused?.token)
  if (reading.kind !== 'token') throw new Error(reading.reason)
  if (reading.token === refused?.token) throw refused.error
  return { accessToken: reading.token }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'authenticationFailed' in error && !!error.authenticationFailed
}

/** The message could not be kept: no word about the mailbox. */
class NotTaken extends Error {}

function clientFor(
  { ImapFlow: Client }: typeof import('imapflow'),
  server: ImapServer,
  secret: Secret,
): ImapFlow {
  const { host, port, tls, certified, certificateName, login } = server
  const client = new Client({
    host,
    port,
    secure: tls === 'at-once',
    ...(tls === 'required' && { doSTARTTLS: true }),
    ...(tls === 'never' && { doSTARTTLS: false }),
    tls: {
      rejectUnauthorized: certified,
      ...(certificateName === null ? {} : { servername: certificateName }),
    },
    auth: { user: login.user, ...secret },
    disableAutoIdle: true,
    // The server may say anything: neither an endless line nor a message without end fills memory.
    maxLineLength: longestLine,
    maxLiteralSize: 2 * largestReport,
    maxResponseSize: 2 * largestReport + longestLine,
    logger: false,
  })
  return client
}

/** How many are left for another visit. */
async function takeMessages(
  client: ImapFlow,
  mailbox: string,
  { take, most }: Visiting,
): Promise<number> {
  const { readOnly } = await client.mailboxOpen(mailbox)
  if (readOnly) throw new Error('the mailbox can only be read, so nothing could be marked as read')
  const found = await client.search({ seen: false }, { uid: true })
  if (!found) throw new Error('the server does not say which messages are unread')
  const uids = [...found].sort((a, b) => a - b)
  for (const uid of uids.slice(0, most)) {
    const message = await fetchMessage(client, uid)
    if (message === null) continue
    await take(message).catch((cause) => {
      throw new NotTaken('a message was not taken', { cause })
    })
    const isMarked = await client.messageFlagsAdd(`${uid}`, ['\\Seen'], { uid: true })
    if (!isMarked) throw new Error('the server does not mark messages as read')
  }
  // Everything is done by then: taking leave may fail.
  await client.logout().catch(() => {})
  return Math.max(0, uids.length - most)
}

/** Null where somebody has removed it meanwhile. */
async function fetchMessage(client: ImapFlow, uid: number): Promise<UnreadMessage | null> {
  const head = await client.fetchOne(`${uid}`, { size: true, internalDate: true }, { uid: true })
  if (!head) return null
  const isWhole = (head.size ?? Number.POSITIVE_INFINITY) <= largestReport
  const source = isWhole ? true : { start: 0, maxLength: largestHeader }
  const read = await client.fetchOne(`${uid}`, { source }, { uid: true })
  if (!read) return null
  const date = head.internalDate === undefined ? Number.NaN : new Date(head.internalDate).getTime()
  return {
    bytes: read.source ?? Buffer.alloc(0),
    isWhole: isWhole && read.source !== undefined,
    receivedAt: Number.isNaN(date) ? null : date,
    source: `message ${uid} of the mailbox`,
  }
}

/** The unread messages of a flooded mailbox are named within it. */
const longestLine = 1_000_000

/** By imapflow's own names. */
function isTooLong(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^\w+TooLarge$/.test(String(error.code))
}

function reasonOf(error: unknown): string {
  if (isTooLong(error))
    return 'the server sent a line or a message of absurd length, and was cut off'
  if (error instanceof Error && isRefusal(error)) {
    return `the server refuses the login${said(error)}`
  }
  const words = error instanceof Error ? said(error) : ''
  return `${errorText(error)}${words}`
}

/** imapflow's own words are the same for every refusal: the server's are beside them. */
function said(error: Error): string {
  const text = 'responseText' in error ? error.responseText : undefined
  return typeof text === 'string' && text !== '' ? `: ${text}` : ''
}
