import Handlebars from 'handlebars'
import mjml2html from 'mjml'
import { composed } from '../../src/build/composition.js'
import type { Digest } from '../../src/mail/digest.js'
import type { Message } from '../../src/mail/message.js'
import { templates } from '../../src/mail/template.js'
import { type View, viewOf } from '../../src/mail/view/view.js'
import type { Role } from '../../src/report/recipient.js'

const sources = {
  executive: mjmlSource('executive'),
  'account-manager': mjmlSource('account-manager'),
  admin: mjmlSource('admin'),
}

/**
 * The usual way with the same templates and the same words: Handlebars fills in the MJML source,
 * parsed once, and MJML makes HTML of it for every recipient anew.
 */
export async function mjmlMessage(digest: Digest): Promise<Message> {
  const view = viewOf(digest, { cutOff: digest.cutOff, updateLinks: new Map() }, 1)
  const { html } = await mjml2html(sources[digest.role](view), {
    validationLevel: 'strict',
    fonts: {},
  })
  return { subject: view.subject, html, text: templates[digest.role].text(view) }
}

function mjmlSource(role: Role): (view: View) => string {
  const { source } = composed('templates', `${role}.mjml`)
  return Handlebars.compile(source, { strict: true })
}
