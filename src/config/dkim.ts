import * as z from 'zod'
import { asciiDomain } from '../address.js'
import { isOneLine } from './line.js'
import { complain, setting } from './setting.js'

/** The key that mail is signed with. */
export interface DkimConfig {
  readonly domain: string
  readonly selector: string
  /** As written, like every path here: a relative one is left to the caller to resolve. */
  readonly keyFile: string
}

const keyFile = {
  expected: 'the path of a file that holds a private key',
  cure: 'Write a path, such as ./dkim.pem; openssl genrsa -out dkim.pem 2048 makes one.',
}

export const dkimSettings = {
  DKIM_DOMAIN: setting({
    standard: '',
    expected: 'a domain to sign for',
    cure: 'Write the domain of MAIL_FROM, such as example.com, or leave all three DKIM settings empty.',
    read: z.string().transform((text, context) => {
      const domain = asciiDomain(text)
      if (text !== '' && !domain?.includes('.')) context.addIssue({ code: 'custom' })
      return domain ?? ''
    }),
  }),
  DKIM_SELECTOR: setting({
    standard: '',
    expected: 'letters, digits and hyphens',
    cure: 'Write the part before ._domainkey of the key’s DNS record, such as mmr2026.',
    read: z.string().regex(/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?)?$/i),
  }),
  DKIM_KEY_FILE: setting({
    ...keyFile,
    standard: '',
    asWritten: true,
    read: z.string().transform(readPath),
  }),
}

/** The key itself, written here by mistake, must not be quoted. */
function readPath(text: string, context: z.RefinementCtx): string {
  const isPath = isOneLine(text) && !/BEGIN|PRIVATE/.test(text)
  if (!isPath) complain(context, { ...keyFile, given: '(hidden, because it may be a key)' })
  return text
}

type DkimNames = keyof typeof dkimSettings

export function dkimOf(settings: Record<DkimNames, string>): DkimConfig | null {
  const { DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY_FILE: keyFile } = settings
  return keyFile === '' ? null : { domain, selector, keyFile }
}

/** A signature needs all three: with some of them, mail would leave unsigned without a word. */
export function checkDkim(settings: Record<DkimNames, string>, context: z.RefinementCtx) {
  const names: readonly DkimNames[] = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE']
  const set = names.filter((name) => settings[name] !== '')
  if (set.length === 0) return
  for (const name of names.filter((name) => settings[name] === '')) {
    const expected = `a value, because ${set.join(' and ')} ${set.length === 1 ? 'has' : 'have'} one`
    const cure = 'Set all three DKIM settings to sign mail, or none.'
    complain(context, { expected, given: '', cure }, [name])
  }
}
