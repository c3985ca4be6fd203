import Handlebars from 'handlebars'
import mjml2html from 'mjml'
import { composedTemplate } from '../../src/build/composition.js'
import type { View } from '../../src/mail/view/view.js'
import type { Role } from '../../src/report/recipient.js'

const sources = {
  executive: mjmlSource('executive'),
  'account-manager': mjmlSource('account-manager'),
  admin: mjmlSource('admin'),
}

/**
 * HTML the usual way, from the same templates and the same words: Handlebars fills in the MJML
 * source, which it has parsed once, and MJML makes HTML of it for every recipient anew.
 */
export async function mjmlPerRecipient(role: Role, view: View): Promise<string> {
  const options = { validationLevel: 'strict', fonts: {} } as const
  const { html } = await mjml2html(sources[role](view), options)
  return html
}

function mjmlSource(role: Role): (view: View) => string {
  return Handlebars.compile(composedTemplate('templates', `${role}.mjml`).source, { strict: true })
}
