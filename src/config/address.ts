import emailAddresses from 'email-addresses'
import { tidyName } from '../characters.js'
import {
  brokenRule,
  group,
  malformed,
  misplacedComment,
  tooLong,
  type WrittenAddress,
} from './address-rule.js'
import type { Complaint } from './fault.js'

/** A sender or recipient as a mail library takes it; the name is empty when none was given. */
export interface Mailbox {
  readonly name: string
  readonly address: string
}

/** Longer than any real one, and short enough for a grammar that calls itself at every `(`. */
const longest = 500

type Found = emailAddresses.ParsedMailbox

/** One address with the text of the comment after it (RFC 5322), null when there is none. */
export type AddressReading =
  | { readonly mailbox: Mailbox; readonly comment: string | null }
  | { readonly complaint: Complaint }

/**
 * Reads one `Full Name <name@example.com> (comment)` or `name@example.com (comment)`. The grammar
 * is RFC 5322's, with RFC 6532's letters; refused is what a reader further on could take for
 * something else: groups, routes, quoted local parts, names that hold an address, line breaks.
 */
export function readAddress(entry: string): AddressReading {
  if (entry.length > longest) return { complaint: { ...tooLong, given: entry } }
  const text = folded(entry)
  const parsed = emailAddresses({ input: text, rfc6532: true, startAt: 'address' })
  const found = parsed?.addresses[0]
  if (!parsed || !found) return { complaint: { ...malformed, given: entry } }
  if (found.type === 'group') return { complaint: { ...group, given: entry } }

  const comments = commentsIn(parsed.ast)
  const after = comments.length === 1 && text.endsWith(comments[0] ?? '') ? comments[0] : undefined
  if (comments.length > 0 && after === undefined) {
    return { complaint: { ...misplacedComment, given: entry } }
  }
  const written = writtenAs(found, text, after ?? '')
  const rule = brokenRule(written)
  if (rule) return { complaint: { ...rule, given: entry } }

  const { name, address } = written
  return {
    mailbox: { name: tidyName(name), address },
    comment: after === undefined ? null : commentText(after),
  }
}

function writtenAs(found: Found, text: string, comment: string): WrittenAddress {
  const { address, local, domain } = found
  const writtenName = found.parts.name?.tokens ?? ''
  const rest = text.slice(writtenName.length, text.length - comment.length)
  const writtenAddress = rest.trim().replace(/[ \t]/g, '')
  // Some programs repeat the address where a name belongs.
  const repeatsAddress = found.name?.toLowerCase() === address.toLowerCase()
  const name = repeatsAddress ? '' : (found.name ?? '')
  return { name, writtenName, writtenAddress, address, local, domain }
}

/** Line breaks as a header folds them, so that the grammar takes them where it takes a blank. */
function folded(entry: string): string {
  return entry.trim().replace(/[ \t]*(\r?\n[ \t]*)+/g, '\r\n ')
}

function commentsIn(node: emailAddresses.ASTNode): string[] {
  return node.name === 'comment' ? [node.tokens] : node.children.flatMap(commentsIn)
}

function commentText(comment: string): string {
  return comment.slice(1, -1).replace(/\\(.)/gs, '$1').replace(/\s+/g, ' ').trim()
}
