import type { Message } from './message.js'
import { noticeTemplates } from './template.js'
import { type Lack, type Notice, noticeView } from './view/notice.js'

export type { Lack, Notice }

/** A notice as a message; HTML and text say the same. */
export function renderNotice(notice: Notice): Message {
  const view = noticeView(notice)
  const { html, text } = noticeTemplates
  return { subject: view.subject, html: html(view), text: text(view) }
}
