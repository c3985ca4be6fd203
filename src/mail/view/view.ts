import { formatOf } from '../../format.js'
import { adminHeadline, adminLead, adminSubject } from '../admin-headline.js'
import type { Digest } from '../message.js'
import { headline, preheader, subject } from '../news.js'
import {
  type AccountManagerView,
  accountManagerView,
  managerHeadline,
  managerSubject,
} from './account-manager.js'
import { type AdminView, adminView } from './admin.js'
import {
  capsOf,
  type Letterhead,
  letterhead,
  type MailLayout,
  type RenderContext,
} from './frame.js'
import { figuresInWords } from './opening.js'
import { type PageOne, pageOne } from './page-one.js'

/**
 * A digest as words: what HTML and text templates fill in, both the same, so that both say the
 * same.
 */
export interface View {
  readonly subject: string
  readonly headline: string
  /** What else needs care, for admins; empty for others. */
  readonly lead: string
  /** What a mailbox shows beside the subject. */
  readonly preheader: string
  readonly frame: Letterhead
  readonly body: PageOne | AccountManagerView | AdminView
}

/** `share` is how much of what usually fits is shown; the same share folds the same rows. */
export function viewOf(digest: Digest, beyond: RenderContext, share: number): View {
  const { presentation, monday, previousWeek } = digest
  const format = formatOf(presentation)
  const { timeZone } = presentation
  const layout = { format, monday, previousWeek, timeZone, caps: capsOf(share) }
  return {
    ...toldBy(digest, layout),
    frame: letterhead(digest, beyond, layout),
    body: bodyOf(digest, beyond, layout),
  }
}

type Told = Pick<View, 'subject' | 'headline' | 'lead' | 'preheader'>

function toldBy(digest: Digest, layout: MailLayout): Told {
  const { format } = layout
  if (digest.role === 'admin') {
    const lead = adminLead(digest.administration, format)
    return {
      subject: adminSubject(digest, format),
      headline: adminHeadline(digest.administration, format),
      lead,
      preheader: lead,
    }
  }
  const [subjectOf, headlineOf] =
    digest.role === 'executive' ? [subject, headline] : [managerSubject, managerHeadline]
  return {
    subject: subjectOf(digest, format),
    headline: headlineOf(digest, format),
    lead: '',
    preheader: preheader(digest, figuresInWords(digest, layout), format),
  }
}

function bodyOf(digest: Digest, beyond: RenderContext, layout: MailLayout): View['body'] {
  switch (digest.role) {
    case 'executive':
      return pageOne(digest, beyond, layout)
    case 'account-manager':
      return accountManagerView(digest, beyond, layout)
    case 'admin':
      return adminView(digest, layout)
  }
}
