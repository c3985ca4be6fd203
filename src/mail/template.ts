import Handlebars from 'handlebars/runtime.js'
import type { Role } from '../report/recipient.js'
import { textHelpers } from './text-layout.js'
import type { LetterView } from './view/letter.js'
import type { NoticeView } from './view/notice.js'
import type { PromptView } from './view/prompt.js'
import type { View } from './view/view.js'

/** The templates of one kind of message, as the build left them. */
export interface Templates<Shown> {
  readonly html: (view: Shown) => string
  readonly text: (view: Shown) => string
}

const engine = Handlebars.create()
engine.registerHelper(textHelpers)

/** Beside src/ as well as beside the compiled code, so that tests read the same templates. */
const built = (name: string) => new URL(`../../dist/templates/${name}.js`, import.meta.url)

export const templates: Readonly<Record<Role, Templates<View>>> = {
  executive: await load('executive'),
  'account-manager': await load('account-manager'),
  admin: await load('admin'),
}

export const noticeTemplates: Templates<NoticeView> = await load('notice')

export const promptTemplates: Templates<PromptView> = await load('prompt')

export const letterTemplates: Templates<LetterView> = await load('letter')

async function load<Shown>(name: string): Promise<Templates<Shown>> {
  const { html, text } = await compiledFor(name)
  return { html: engine.template(html), text: engine.template(text) }
}

async function compiledFor(name: string): Promise<Record<'html' | 'text', object>> {
  try {
    return await import(built(name).href)
  } catch (cause) {
    throw new Error('The templates are not built. Run: npm run build', { cause })
  }
}
