import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars/runtime.js'
import type { PromptDigest } from '../report/digest/prompt.js'
import type { Role } from '../report/recipient.js'
import type { Digest, Message, MessageLinks } from './message.js'
import { textHelpers } from './text.js'
import { leastShare } from './view/frame.js'
import {
  type Lack,
  type Letter,
  type LetterView,
  letterView,
  type NoticeFacts,
  type NoticeView,
  noticeView,
} from './view/letter.js'
import { type PromptView, promptView } from './view/prompt.js'
import { type View, viewOf } from './view/view.js'

/** What a message can say beyond its digest. */
export interface RenderOptions {
  /** UTC, ISO 8601: what was recorded before it counts; the digest's own by default. */
  readonly cutOff?: string
  /** Where it leads. Without, it has no links, and account managers are asked to reply. */
  readonly links?: MessageLinks | null
  /** The address that answers go to, for those who are asked to reply. */
  readonly replyTo?: string
}

/** A digest as a message. The same digest and options give the same bytes. */
export function renderMessage(digest: Digest, options: RenderOptions = {}): Message {
  const { cutOff = digest.cutOff, links = null, replyTo = '' } = options
  const beyond = { cutOff, links, replyTo }
  return fitting(mailTemplates[digest.role], (share) => viewOf(digest, beyond, share))
}

/** Gmail cuts a message off near 102 KB; this leaves room for what gateways add. */
const limit = 90_000

/** Leaves room for its headers in 150 KB; the logo, which every message carries alike, comes on top. */
const wholeLimit = 143_000

/**
 * About the most that mail makes of them: of HTML base64, of each byte of text beyond ASCII three,
 * both in lines. At most twice as many bytes are beyond ASCII as there are more bytes than units.
 */
function writtenSize({ html, text }: Message): number {
  const bytes = Buffer.byteLength(text)
  const coded = bytes + 4 * (bytes - text.length)
  return Buffer.byteLength(html) * 1.37 + coded * 1.04
}

/**
 * How much of what usually fits is tried, until it does; the least always does, whatever the names.
 */
const shares = [1, 0.9, 0.8, 0.6, 0.4]

/** The fullest message that fits; `viewOf` a smaller share folds what there is no room for. */
function fitting<Shown extends { readonly subject: string }>(
  { html, text }: Templates<Shown>,
  viewOf: (share: number) => Shown,
): Message {
  for (const share of shares) {
    const view = viewOf(share)
    const page = html(view)
    if (Buffer.byteLength(page) >= limit) continue
    const message = { subject: view.subject, html: page, text: text(view) }
    if (writtenSize(message) < wholeLimit) return message
  }
  const view = viewOf(leastShare)
  return { subject: view.subject, html: html(view), text: text(view) }
}

export type { Letter }

/** A letter as a message; HTML and text say the same. */
export function renderLetter(letter: Letter): Message {
  const view = letterView(letter)
  const { html, text } = letterTemplates
  return { subject: view.subject, html: html(view), text: text(view) }
}

export type { Lack, NoticeFacts }

/** A notice as a message; HTML and text say the same. */
export function renderNotice(notice: NoticeFacts): Message {
  const view = noticeView(notice)
  const { html, text } = noticeTemplates
  return { subject: view.subject, html: html(view), text: text(view) }
}

/** A prompt as a message; HTML and text say the same. */
export function renderPrompt(digest: PromptDigest, links: MessageLinks | null): Message {
  return fitting(promptTemplates, (share) => promptView(digest, links, share))
}

/** The templates of one kind of message, as the build left them. Both throw a RenderFault. */
interface Templates<Shown> {
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

const noticeTemplates: Templates<NoticeView> = await load('notice')

const promptTemplates: Templates<PromptView> = await load('prompt')

const letterTemplates: Templates<LetterView> = await load('letter')

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
