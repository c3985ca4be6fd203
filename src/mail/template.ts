import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars/runtime.js'
import type { Role } from '../report/recipient.js'
import { textHelpers } from './text-layout.js'
import type { LetterView } from './view/letter.js'
import type { NoticeView } from './view/notice.js'
import type { PromptView } from './view/prompt.js'
import type { View } from './view/view.js'

/** The templates of one kind of message, as the build left them. Both throw a RenderFault. */
export interface Templates<Shown> {
  readonly html: (view: Shown) => string
  readonly text: (view: Shown) => string
}

/** A template that can't be filled in with what there is to say; tells where, as far as is known. */
export class RenderFault extends Error {
  constructor(where: string, cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause)
    const missing = /^"(.*)" not defined in /.exec(said)
    const what = missing === null ? said : `there is no “${missing[1]}” to fill in`
    super(`templates/${where}: ${what}`, { cause })
    this.name = 'RenderFault'
  }
}

const engine = Handlebars.create()
engine.registerHelper(textHelpers)

/** Beside src/ as well as beside the compiled code, so that tests read the same templates. */
const built = (file: string) => new URL(`../../dist/templates/${file}`, import.meta.url)

export const mailTemplates: Readonly<Record<Role, Templates<View>>> = {
  executive: await load('executive'),
  'account-manager': await load('account-manager'),
  admin: await load('admin'),
}

export const noticeTemplates: Templates<NoticeView> = await load('notice')

export const promptTemplates: Templates<PromptView> = await load('prompt')

export const letterTemplates: Templates<LetterView> = await load('letter')

async function load<Shown>(name: string): Promise<Templates<Shown>> {
  try {
    const { html, text } = await import(built(`${name}.js`).href)
    return { html: filling(name, 'html', html), text: filling(name, 'text', text) }
  } catch (cause) {
    if (isMissing(cause)) {
      throw new Error('The templates are not built. Run: npm run build', { cause })
    }
    // Its own messages can't be made; the others can.
    const broken = () => {
      throw new RenderFault(`${name}.mjml`, cause)
    }
    return { html: broken, text: broken }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND'
}

function filling<Shown>(
  name: string,
  half: 'html' | 'text',
  compiled: object,
): (view: Shown) => string {
  const template = engine.template(compiled)
  return (view) => {
    try {
      return template(view)
    } catch (cause) {
      throw new RenderFault(placeOf(name, half, cause), cause)
    }
  }
}

/** The line that was written, where the build has kept it; else the template as a whole. */
function placeOf(name: string, half: 'html' | 'text', cause: unknown): string {
  const whole = `${name}.${half === 'html' ? 'mjml' : 'txt'}`
  if (!(cause instanceof Error && 'lineNumber' in cause)) return whole
  try {
    const places: unknown = JSON.parse(readFileSync(built('places.json'), 'utf8'))
    const place = [name, half, String(cause.lineNumber)].reduce(partOf, places)
    return typeof place === 'string' ? place : whole
  } catch {
    return whole
  }
}

function partOf(group: unknown, key: string): unknown {
  return typeof group === 'object' && group !== null
    ? Object.entries(group).find(([name]) => name === key)?.[1]
    : undefined
}
