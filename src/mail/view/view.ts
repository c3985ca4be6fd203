import { formatOf } from '../../format.js'
import type { AdminDigest } from '../../report/digest/admin.js'
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
    ...(digest.role === 'admin'
      ? toldToAdmins(digest, layout)
      : toldOfAccounts(digest, beyond, layout)),
    frame: letterhead(digest, beyond, layout),
  }
}

type Told = Pick<View, 'subject' | 'headline' | 'lead' | 'preheader' | 'body'>

function toldToAdmins(digest: AdminDigest, layout: MailLayout): Told {
  const { format } = layout
  const lead = adminLead(digest.administration, format)
  return {
    subject: adminSubject(digest, format),
    headline: adminHeadline(digest.administration, format),
    lead,
    preheader: lead,
    body: adminView(digest, layout),
  }
}

function toldOfAccounts(
  digest: Exclude<Digest, AdminDigest>,
  beyond: RenderContext,
  layout: MailLayout,
): Told {
  const { format } = layout
  const [subjectOf, headlineOf, body] =
    digest.role === 'executive'
      ? [subject, headline, pageOne(digest, beyond, layout)]
      : [managerSubject, managerHeadline, accountManagerView(digest, beyond, layout)]
  return {
    subject: subjectOf(digest, format),
    headline: headlineOf(digest, format),
    lead: '',
    preheader: preheader(digest, body.opening.told, format),
    body,
  }
}
