import type { Message } from './message.js'
import { letterTemplates } from './template.js'
import { type Letter, letterView } from './view/letter.js'

export type { Letter }

/** A letter as a message; HTML and text say the same. */
export function renderLetter(letter: Letter): Message {
  const view = letterView(letter)
  const { html, text } = letterTemplates
  return { subject: view.subject, html: html(view), text: text(view) }
}
