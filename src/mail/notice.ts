import type { Message } from './message.js'
import { noticeTemplates } from './template.js'
import { type Lack, type NoticeFacts, noticeView } from './view/notice.js'

export type { Lack, NoticeFacts }

/** A notice as a message; HTML and text say the same. */
export function renderNotice(notice: NoticeFacts): Message {
  const view = noticeView(notice)
  const { html, text } = noticeTemplates
  return { subject: view.subject, html: html(view), text: text(view) }
}
