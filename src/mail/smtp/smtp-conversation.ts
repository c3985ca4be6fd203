/**
 * What server and client said to each other about one message, as nodemailer's transaction log has
 * it. Its errors alone don't tell how far a message got: one that was accepted, with the connection
 * reset before the reply, is reported like a failure to connect.
 */
export interface Conversation {
  /** nodemailer's name for the connection; null before the first one. */
  readonly connection: string | null
  /** The commands still to be answered, oldest first: several at once with PIPELINING. */
  readonly awaiting: readonly (Stage | 'other')[]
  /** The last reply at each stage. */
  readonly replies: Readonly<Partial<Record<Stage, string>>>
  /** The whole message was written, the dot included. */
  readonly bodySent: boolean
}

/** Where a session can be refused, in order; `dot` is the end of the message. */
export const stages = [
  'greeting',
  'EHLO',
  'STARTTLS',
  'AUTH',
  'MAIL',
  'RCPT',
  'DATA',
  'dot',
] as const
export type Stage = (typeof stages)[number]

/** A line of nodemailer's log. */
export interface LogEntry {
  /** `server` and `client` for lines of the protocol, `message` when the body is written. */
  readonly tnx?: string | undefined
  /** The connection that it is about. */
  readonly sid?: string | undefined
}

export const silence: Conversation = {
  connection: null,
  awaiting: [],
  replies: {},
  bodySent: false,
}

/**
 * The next message begins; replies to what was said before may still come, and are not about it.
 */
export function nextMessage({ connection, awaiting }: Conversation): Conversation {
  return { connection, awaiting: awaiting.map(() => 'other'), replies: {}, bodySent: false }
}

/** The conversation after one more line. */
export function heard(talk: Conversation, { tnx, sid }: LogEntry, line: string): Conversation {
  if (sid === undefined) return talk
  const isTheirs = tnx === 'server'
  if (isTheirs || tnx === 'client') {
    const current = sid === talk.connection ? talk : connected(sid)
    return isTheirs ? replied(current, line) : said(current, line)
  }
  return tnx === 'message' && sid === talk.connection ? { ...talk, bodySent: true } : talk
}

/** The server speaks first. */
function connected(connection: string): Conversation {
  return { connection, awaiting: ['greeting'], replies: {}, bodySent: false }
}

function said(talk: Conversation, command: string): Conversation {
  // An empty message, ended with a dot of its own, is answered in the place of the whole one.
  return command === '.' ? talk : { ...talk, awaiting: [...talk.awaiting, stageOf(command)] }
}

function replied(talk: Conversation, reply: string): Conversation {
  const [stage, ...awaiting] = talk.awaiting
  if (stage === undefined || stage === 'other') return { ...talk, awaiting }
  const replies = { ...talk.replies, [stage]: reply }
  // nodemailer streams the message after a 2xx reply to DATA, too.
  return stage === 'DATA' && /^[23]/.test(reply)
    ? { ...talk, replies, awaiting: [...awaiting, 'dot'] }
    : { ...talk, replies, awaiting }
}

/** HELO stands in for an EHLO that was refused; what is no command is the rest of a login. */
function stageOf(command: string): Stage | 'other' {
  const verb = /^[A-Z]+(?=[ :]|$)/.exec(command)?.[0] ?? ''
  if (verb === 'RSET' || verb === 'QUIT') return 'other'
  if (verb === 'HELO') return 'EHLO'
  return stages.find((stage) => stage === verb) ?? 'AUTH'
}

/** The message had begun to flow, so the server may have taken it. */
export function hasFlowed({ replies }: Conversation): boolean {
  return /^[23]/.test(replies.DATA ?? '')
}

/**
 * On a connection kept from an earlier message, the server has said nothing to this one, or only
 * 421: it had hung up meanwhile. Nothing was accepted, and a new connection can be tried at once.
 */
export function wasStale({ replies, awaiting }: Conversation): boolean {
  const isKept = replies.greeting === undefined
  return isKept && (awaiting.includes('MAIL') || /^421/.test(replies.MAIL ?? ''))
}
