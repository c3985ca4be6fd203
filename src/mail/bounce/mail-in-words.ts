import type { Email } from 'postal-mime'
import type { ReplyKind } from '../../report/bounce.js'

/**
 * What sort of reply a message is; null where it may be a bounce in words, which is whatever isn't
 * known as anything else. It is a label and no more: people are shown what the message says.
 */
export function replyKindOf(mail: Email): Exclude<ReplyKind, 'success'> | null {
  const types = mail.attachments.map(({ mimeType }) => mimeType.toLowerCase())
  if (types.includes('message/feedback-report')) return 'complaint'
  if (types.includes('message/disposition-notification')) return 'receipt'
  if (isReport(mail) || failedRecipientsIn(mail).length > 0) return null
  if (isAbsence(mail)) return 'automatic'
  if (isBySystem(mail)) return null
  if (isAutomatic(mail)) return 'automatic'
  return !hasNullSender(mail) && isAnswer(mail) ? 'person' : null
}

/** Whether a mail system says that it wrote it: a bounce, whatever it is about. */
export function isReturned(mail: Email): boolean {
  const isNamed = systemNames.test(senderOf(mail) ?? '')
  return isNamed || isReport(mail) || failedRecipientsIn(mail).length > 0
}

/** By what it calls itself, or where it says to have no address. */
function isBySystem(mail: Email): boolean {
  const sender = senderOf(mail)
  return sender === '' || (sender !== null && systemNames.test(sender))
}

/** What stands before the @, or else the name; null where there is no field for either. */
function senderOf({ from }: Email): string | null {
  if (from === undefined) return null
  return (from.address || from.name).split('@')[0] ?? ''
}

const systemNames = /^(mailer[-_.]?daemon|mail[-_. ]delivery|post[-_.]?master|mdaemon)/i

/** `X-Failed-Recipients`, which some systems add to a bounce in words. */
export function failedRecipientsIn(mail: Email): string[] {
  return headersOf(mail, 'x-failed-recipients')
    .flatMap((field) => field.slice(0, 4000).split(/[\s,;<>]+/))
    .filter((address) => /^[^@]{1,64}@[^@]{1,255}$/.test(address))
    .slice(0, 20)
}

/**
 * Subject and text, as far as the copy of what came back; the body as it came where it has no text
 * that could be decoded. Words that are longer than any of a person's are left out: a copy, or a
 * quoted mail, has links in it that are nobody else's to follow.
 */
export function wordsOf(mail: Email, bytes: Uint8Array): string {
  const { subject = '', text = '', html = '' } = mail
  const body = [text, textIn(html), rawBody(mail, bytes)].find((one) => /\S/.test(one)) ?? ''
  const own = body.slice(0, 20_000).split(copy, 1)[0] ?? ''
  const words = [subject.trim(), own.trim()].filter((one) => one !== '').join(': ')
  return words.replace(/(?:[\w%~+/-]|=(?:\r?\n)?){32,}|\ufffd+/g, '…')
}

/** Where the header of what came back begins. */
const copy =
  /^[ \t>]*(?:return-path|received|dkim-signature|authentication-results|list-unsubscribe|mime-version)[ \t]*:/im

function isReport(mail: Email): boolean {
  return /^multipart\/report\s*(;|$)/i.test(headersOf(mail, 'content-type')[0]?.trim() ?? '')
}

/** Somebody who is away, or a program in their name. */
function isAbsence(mail: Email): boolean {
  const marks = headersOf(mail, 'x-autoreply', 'x-autorespond', 'x-autoresponder', 'x-autoreply-to')
  const [precedence = ''] = headersOf(mail, 'precedence')
  return marks.length > 0 || /auto_reply/i.test(precedence) || absence.test(mail.subject ?? '')
}

/** As mail programs write it of themselves, at the beginning of a subject. */
const absence =
  /^\W*(auto[- ]?(re(ply|spon[sd])|antwort|svar)|automati\p{L}* (re(ply|spon)|antwo)|out of( the)? office|vacation|away from|abwesen|afwezig|r[ée]ponse automatique|respuesta autom|risposta autom|resposta autom|автоответ|自動(応答|返信)|自动(回复|答复))/iu

/** RFC 3834, and what came before it; what mail systems write says so, too. */
function isAutomatic(mail: Email): boolean {
  const [submitted = 'no'] = headersOf(mail, 'auto-submitted')
  const [precedence = ''] = headersOf(mail, 'precedence')
  return !/^\s*no\b/i.test(submitted) || /^\s*(bulk|junk)\b/i.test(precedence)
}

/** The envelope's sender of bounces and absences: nobody. */
function hasNullSender(mail: Email): boolean {
  const [path] = headersOf(mail, 'return-path')
  return path !== undefined && /^\s*(<\s*>)?\s*$/.test(path)
}

function isAnswer(mail: Email): boolean {
  const isThread = headersOf(mail, 'in-reply-to', 'references').some((value) => /\S/.test(value))
  return isThread || /^\s*(re|aw|sv|antw|rv|fwd?|wg|tr)\s*:/i.test(mail.subject ?? '')
}

function headersOf({ headers }: Email, ...names: readonly string[]): string[] {
  return headers.filter(({ key }) => names.includes(key)).map(({ value }) => value)
}

/** What a page says, for one line of words: its marks are gone, and what isn't shown. */
function textIn(html: string): string {
  const [first = '', ...tags] = html.slice(0, 200_000).split('<')
  let hidden: string | null = null
  let text = first
  for (const tag of tags) {
    const name = /^(!--|\/?[a-z]+)/i.exec(tag)?.[1]?.toLowerCase() ?? ''
    if (hidden === null && notShown.has(name)) hidden = name
    const end = hidden === '!--' ? tag.indexOf('-->') + 2 : tag.indexOf('>')
    if (hidden !== null && (hidden === '!--' ? end < 2 : name !== `/${hidden}`)) continue
    hidden = null
    text += ` ${end < 0 ? '' : tag.slice(end + 1)}`
  }
  const reference = /&(nbsp|amp|lt|gt|quot|#\d{1,6});/gi
  return text.replace(reference, (whole, name: string) => letterOf(name) ?? whole)
}

const notShown: ReadonlySet<string> = new Set(['!--', 'style', 'script', 'head'])

function letterOf(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name.toLowerCase()]
  const code = Number(name.slice(1))
  return code > 0x10ffff ? undefined : String.fromCodePoint(code)
}

const entities: Readonly<Record<string, string>> = {
  nbsp: ' ',
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
}

/** Some systems write a report without the boundaries that its header promises. */
function rawBody(mail: Email, bytes: Uint8Array): string {
  if (/base64/i.test(headersOf(mail, 'content-transfer-encoding')[0] ?? '')) return ''
  const start = Buffer.from(bytes.subarray(0, 100_000)).toString('utf8')
  return /\r?\n\r?\n([\s\S]*)/.exec(start)?.[1] ?? ''
}
