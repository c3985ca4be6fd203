import { formatOf } from '../../format.js'
import { adminHeadline, adminLead, headline, intro, subject, tallyOf } from '../headline.js'
import type { Digest } from '../message.js'
import { type AccountManagerView, accountManagerView } from './account-manager.js'
import { type AdminView, adminView } from './admin.js'
import { type ExecutiveView, executiveView } from './executive.js'
import {
  capsOf,
  type Letterhead,
  letterhead,
  type MailLayout,
  type RenderContext,
} from './frame.js'

/**
 * A digest as words: what HTML and text templates fill in, both the same, so that both say the
 * same.
 */
export interface View {
  readonly subject: string
  readonly headline: string
  /** The worst move and its reason; empty in a quiet week. */
  readonly lead: string
  /** What a mailbox shows beside the subject. */
  readonly preheader: string
  readonly frame: Letterhead
  readonly body: ExecutiveView | AccountManagerView | AdminView
}

/** `share` is how much of what usually fits is shown; the same share folds the same rows. */
export function viewOf(digest: Digest, beyond: RenderContext, share: number): View {
  const { presentation, monday, previousWeek } = digest
  const format = formatOf(presentation)
  const quiet = digest.role === 'executive' && tallyOf(digest).quiet
  const { pictures } = beyond
  const { timeZone } = presentation
  const sheet = { format, monday, previousWeek, timeZone, caps: capsOf(share, quiet), pictures }
  const told = toldBy(digest, sheet)
  return {
    ...told,
    subject: subject(digest, format),
    preheader: told.lead || told.headline,
    frame: letterhead(digest, beyond, sheet),
    body: bodyOf(digest, beyond, sheet),
  }
}

function toldBy(digest: Digest, { format }: MailLayout): Pick<View, 'headline' | 'lead'> {
  if (digest.role !== 'admin') {
    return { headline: countedTogether(headline(digest, format)), lead: intro(digest, format) }
  }
  const { administration } = digest
  return {
    headline: adminHeadline(administration, format),
    lead: adminLead(administration, format),
  }
}

/** A figure stays with its word: in big type most lines of a phone break. */
function countedTogether(sentence: string): string {
  return sentence.replaceAll(/(?<=\d\S*) (?=\p{Ll})/gu, '\u00a0')
}

function bodyOf(digest: Digest, beyond: RenderContext, sheet: MailLayout): View['body'] {
  switch (digest.role) {
    case 'executive':
      return executiveView(digest, sheet)
    case 'account-manager':
      return accountManagerView(digest, beyond, sheet)
    case 'admin':
      return adminView(digest, sheet)
  }
}
