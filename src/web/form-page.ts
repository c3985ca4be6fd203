import type { FastifyReply } from 'fastify'
import { showMessage, showPage } from './answer.js'
import type { AccountRequest, ReportRequest } from './at-sheet.js'
import { baseText } from './form-body.js'
import { hiddenFields } from './guard.js'
import { reportHref } from './href.js'
import { logOutOf } from './log-out.js'
import { pageFrame } from './page-frame.js'
import { type Filled, formView } from './view/form.js'
import { instantWords } from './view/words.js'

/** What the form shows beyond what is known of the account, apart from the hidden fields. */
export type Shown = Omit<Filled, 'hidden'>

/** The form as it is before anybody touches it. */
export function startOf({ sheet }: AccountRequest): Shown {
  return { fields: sheet.fields, faults: {}, notice: null, conflict: null }
}

/** Shows the form, filled in as told, ready to be submitted on top of what counts now. */
export function showForm(at: AccountRequest, shown: Shown): FastifyReply {
  const { web, reply, visit, desk, sheet } = at
  if (desk.closed) return showClosed(at)
  const hidden = hiddenFields(web, visit, baseText(sheet.base))
  const view = formView(at, { ...shown, hidden })
  return showPage(reply, 'form', { ...pageFrame(at, view.name), ...view })
}

/**
 * The report of the week is made: what is said now belongs to the next one. `typed` is what
 * somebody wanted to say, so that it isn't lost.
 */
export function showClosed(
  { web, reply, desk, visit }: ReportRequest,
  typed: readonly string[] = [],
): FastifyReply {
  const week = web.format.week(desk.week)
  return showMessage(web, reply.code(409), {
    heading: 'This week is closed',
    paragraphs: [
      `The report about ${week} was made on ${instantWords(desk.closesAt, web)}. Nothing was changed.`,
      'The links in your latest Monday Morning Report are for the week that has begun since.',
      ...(typed.length === 0 ? [] : ['What you wanted to say, to be copied from here:', ...typed]),
    ],
    links: [{ href: reportHref(visit), text: 'What was reported' }],
    logOut: logOutOf(visit),
  })
}
