/** What came back of a message that a mail system had taken before. */
export type Bounce = ReportedBounce | BounceInWords

/**
 * What a mail system reported in fields (RFC 3464): it gave up (`failed`), or has not been able to
 * pass the message on so far (`delayed`).
 */
export interface ReportedBounce {
  readonly action: ReportedAction
  /** Permanent: the same will happen again until somebody corrects something. */
  readonly kind: 'permanent' | 'transient'
  /** RFC 3463, such as `5.1.1`. */
  readonly status: string
  /** In the words of the mail system, on one line; null where it gave none. */
  readonly diagnostic: string | null
}

/** What a mail system wrote for people alone: nothing is guessed of what it means. */
export interface BounceInWords {
  readonly action: 'in-words'
  readonly kind: null
  readonly status: null
  /** Its subject and first lines, on one line; null where it has none. */
  readonly diagnostic: string | null
}

export type ReportedAction = 'failed' | 'delayed'

/** What came to a return path and is no bounce: it changes nothing, and somebody may want to know. */
export interface Reply {
  readonly kind: ReplyKind
  /** Its subject and first lines, on one line; null where it has none. */
  readonly words: string | null
}

/** Each kind, in words. */
export const replyWords = {
  automatic: 'an automatic reply',
  person: 'a person’s mail',
  complaint: 'a complaint about unwanted mail',
  receipt: 'a read receipt',
  success: 'no failure',
  'too-large': 'too large',
  unreadable: 'unreadable',
} as const

export type ReplyKind = keyof typeof replyWords

/** Fields of a report, as they stand in it; null for one that is absent. */
export interface ReportedFields {
  readonly action: string
  readonly status: string | null
  readonly diagnostic: string | null
}

/** What the actions mean; `expired` and `deliverable` are in no standard, and in real reports. */
const meanings: ReadonlyMap<string, ReportedAction | 'success'> = new Map([
  ['failed', 'failed'],
  ['expired', 'failed'],
  ['delayed', 'delayed'],
  ['delivered', 'success'],
  ['deliverable', 'success'],
  ['relayed', 'success'],
  ['expanded', 'success'],
])

/** What the fields mean; null for an action that nobody defined. */
export function bounceOf(fields: ReportedFields): ReportedBounce | 'success' | null {
  const { diagnostic } = fields
  const stated = fields.action.trim().toLowerCase()
  const status = statusIn(fields.status ?? '')
  // RFC 3463: the status of a permanent failure says as much by itself.
  const action = stated === '' && status?.startsWith('5') ? 'failed' : meanings.get(stated)
  if (action === undefined || action === 'success') return action ?? null
  const code = status ?? (action === 'failed' && stated !== 'expired' ? '5.0.0' : '4.0.0')
  const isPermanent = action === 'failed' && stated !== 'expired' && code.startsWith('5')
  return {
    action,
    kind: isPermanent ? 'permanent' : 'transient',
    status: code,
    diagnostic: diagnostic === null ? null : oneLine(diagnostic, longestDiagnostic),
  }
}

/** What a mail system wrote in words. */
export function bounceInWords(text: string): BounceInWords {
  return { action: 'in-words', kind: null, status: null, diagnostic: firstWords(text) }
}

/** The beginning of what somebody wrote, on one line; null where there are no words. */
export function firstWords(text: string): string | null {
  return oneLine(text, longestWords)
}

/**
 * `5.1.1 (bad mailbox)` is 5.1.1. A status of success contradicts the action, and counts for none.
 */
function statusIn(text: string): string | null {
  return /^\s*([45]\.\d{1,3}\.\d{1,3})(?!\d)/.exec(text)?.[1] ?? null
}

/**
 * Without anything that a terminal or a page would act upon, and no longer than it is worth; null
 * where nothing is left.
 */
function oneLine(text: string, longest: number): string | null {
  const line = text.slice(0, 10 * longest).replace(/[\p{C}\p{Z}]+/gu, ' ')
  const characters = [...line.trim()]
  if (characters.length <= longest) return characters.join('') || null
  const kept = characters.slice(0, longest - 1).join('')
  return `${kept.trimEnd()}…`
}

const longestDiagnostic = 300

/** Systems that write for people begin with a greeting; the server's words come after it. */
const longestWords = 600

/**
 * `bounced 5.1.1`, or `delayed 4.4.1` while a mail system still tries; what is in words alone can’t
 * be told apart.
 */
export function bounceWords(bounce: Pick<Bounce, 'action' | 'status'>): string {
  const { action, status } = bounce
  if (action === 'in-words') return 'came back, in a form that can’t be read'
  return `${action === 'failed' ? 'bounced' : 'delayed'} ${status}`
}
