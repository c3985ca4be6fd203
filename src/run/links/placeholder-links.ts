import type { Config } from '../../config/config.js'
import type { Digest, MessageLinks } from '../../mail/message.js'
import type { PromptDigest } from '../../report/digest/prompt.js'

/** Links as a digest's message would have them, in the same places, that open nothing. */
export function placeholderLinks({ web: { url } }: Config, digest: Digest): MessageLinks | null {
  return linksTo(url, digest.role === 'account-manager' ? digest.movements : [], 'preview')
}

/** The same for a prompt. */
export function promptLinks({ web: { url } }: Config, digest: PromptDigest): MessageLinks | null {
  return linksTo(url, digest.open, 'preview')
}

/** Links as a message has them that asks about these accounts, whose page says that it is a test. */
export function testLinks(
  { web: { url } }: Config,
  own: readonly { readonly accountId: string }[],
): MessageLinks | null {
  return linksTo(url, own, 'test')
}

function linksTo(
  url: string | null,
  own: readonly { readonly accountId: string }[],
  token: 'preview' | 'test',
): MessageLinks | null {
  if (url === null) return null
  const to = (purpose: string) => `${url}/${purpose}/${token}`
  return {
    updateLinks: new Map(own.map(({ accountId }) => [accountId, to('update')])),
    listUrl: own.length > 0 ? to('list') : null,
    revertUrl: null,
    viewUrl: to('view'),
    unsubscribeUrl: to('unsubscribe'),
  }
}
