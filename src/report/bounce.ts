/**
 * What a mail system reported of a message that another had taken before (RFC 3464): it gave up
 * (`failed`), or has not been able to pass it on so far (`delayed`).
 */
export interface Bounce {
  readonly action: BounceAction
  /** Permanent: the same will happen again until somebody corrects something. */
  readonly kind: 'permanent' | 'transient'
  /** RFC 3463, such as `5.1.1`. */
  readonly status: string
  /** In the words of the mail system, on one line; null where it gave none. */
  readonly diagnostic: string | null
}

export type BounceAction = 'failed' | 'delayed'

/** Fields of a report, as they stand in it; null for one that is absent. */
export interface ReportedFields {
  readonly action: string
  readonly status: string | null
  readonly diagnostic: string | null
}

/** What the fields mean; null for any other action, which is no news (`delivered`, `relayed`…). */
export function bounceOf({ action, status, diagnostic }: ReportedFields): Bounce | null {
  const known = bounceActions.find((one) => one === action.trim().toLowerCase())
  if (known === undefined) return null
  const code = statusIn(status ?? '') ?? (known === 'failed' ? '5.0.0' : '4.0.0')
  const isPermanent = known === 'failed' && code.startsWith('5')
  return {
    action: known,
    kind: isPermanent ? 'permanent' : 'transient',
    status: code,
    diagnostic: diagnostic === null ? null : oneLine(diagnostic) || null,
  }
}

const bounceActions: readonly BounceAction[] = ['failed', 'delayed']

/**
 * `5.1.1 (bad mailbox)` is 5.1.1. A status of success contradicts the action, and counts for none.
 */
function statusIn(text: string): string | null {
  return /^\s*([45]\.\d{1,3}\.\d{1,3})(?!\d)/.exec(text)?.[1] ?? null
}

/** Without anything that a terminal or a page would act upon, and no longer than it is worth. */
function oneLine(text: string): string {
  const line = text.slice(0, 10 * longest).replace(/[\p{C}\p{Z}]+/gu, ' ')
  const characters = [...line.trim()]
  return characters.length <= longest
    ? characters.join('')
    : `${characters
        .slice(0, longest - 1)
        .join('')
        .trimEnd()}…`
}

const longest = 300

/** `bounced 5.1.1`, or `delayed 4.4.1` while a mail system still tries. */
export function bounceWords({ action, status }: Pick<Bounce, 'action' | 'status'>): string {
  return `${action === 'failed' ? 'bounced' : 'delayed'} ${status}`
}
