/** A `message/delivery-status` part (RFC 3464), taken apart. */
export interface DeliveryStatus {
  /** What the sender had called the message in its envelope; null where it isn't repeated. */
  readonly envelopeId: string | null
  readonly recipients: readonly ReportedRecipient[]
}

/** One recipient's group of fields, as they were written. */
export interface ReportedRecipient {
  /** The address that was written to, or it was forwarded to; null where there is none. */
  readonly recipient: string | null
  /** The address that the sender had written to; null where it isn't told. */
  readonly originalRecipient: string | null
  /** Empty where it is missing. */
  readonly action: string
  readonly status: string | null
  readonly diagnostic: string | null
}

/** Reads the part's text. Whatever it holds, it comes to recipients with an action, or to none. */
export function readDeliveryStatus(text: string): DeliveryStatus {
  const groups = text
    .replace(/\r\n?/g, '\n')
    .split(/\n(?:[ \t]*\n)+/, mostGroups)
    .map(fieldsOf)
    .filter((fields) => fields.size > 0)
  const [message] = groups
  return {
    envelopeId: message?.get('original-envelope-id') ?? null,
    recipients: groups.flatMap(recipientOf),
  }
}

/** Far more than one message of ours has recipients. */
const mostGroups = 100

/** The first of each name counts. */
function fieldsOf(group: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of group.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase()
    if (name !== '' && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}

function recipientOf(fields: Map<string, string>): ReportedRecipient[] {
  const [action, status] = [fields.get('action'), fields.get('status')]
  const recipient = addressIn(fields.get('final-recipient'))
  if (action === undefined && (status === undefined || recipient === null)) return []
  return [
    {
      recipient,
      originalRecipient: addressIn(fields.get('original-recipient')),
      action: action ?? '',
      status: status ?? null,
      diagnostic: withoutType(fields.get('diagnostic-code')),
    },
  ]
}

/**
 * `rfc822;jon@example.com`: whatever stands for the type is taken off, and what some systems put
 * around an address: angle brackets with a name before them, `mailto:`, quotation marks, a comment.
 */
function addressIn(field: string | undefined): string | null {
  const written = (field ?? '').replace(/^[^;"<@]*;/, '').trim()
  const address = (/<([^<>]*)>/.exec(written)?.[1] ?? written)
    .replace(/^mailto:/i, '')
    .replace(/\([^()]*\)$/, '')
    .replace(/^"([^"\\\s]+)"@/, '$1@')
    .trim()
  return address === '' || address.length > 320 || !address.includes('@') ? null : address
}

/** What stands after `smtp;`; a reply that begins with its number has no type before it. */
function withoutType(field: string | undefined): string | null {
  return field?.replace(/^[a-z][\w/-]{0,29}[ \t]*;/i, '').trim() ?? null
}
