import Handlebars from 'handlebars/runtime.js'
import type { Role } from '../report/recipient.js'
import { textHelpers } from './text-helper.js'
import type { View } from './view/view.js'

/** A role's templates, as the build left them. */
export interface Templates {
  readonly html: (view: View) => string
  readonly text: (view: View) => string
}

const engine = Handlebars.create()
engine.registerHelper(textHelpers)

/** Beside src/ as well as beside the compiled code, so that tests read the same templates. */
const built = (role: Role) => new URL(`../../dist/templates/${role}.js`, import.meta.url)

export const templates: Readonly<Record<Role, Templates>> = {
  executive: await load('executive'),
  'account-manager': await load('account-manager'),
  admin: await load('admin'),
}

async function load(role: Role): Promise<Templates> {
  const { html, text } = await compiledFor(role)
  return { html: engine.template(html), text: engine.template(text) }
}

async function compiledFor(role: Role): Promise<Record<'html' | 'text', object>> {
  try {
    return await import(built(role).href)
  } catch (cause) {
    throw new Error('The templates are not built. Run: npm run build', { cause })
  }
}
