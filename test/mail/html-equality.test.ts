import Handlebars from 'handlebars'
import mjml2html from 'mjml'
import { describe, expect, it } from 'vitest'
import { trimmed } from '../../src/build/compile.js'
import { composedTemplate } from '../../src/build/composition.js'
import { renderMessage } from '../../src/mail/render.js'
import { type View, viewOf } from '../../src/mail/view/view.js'
import { digests, links } from '../fixture/digest.js'
import { executiveSaying } from '../fixture/hostile.js'

/** MJML merges what adjoins; it cannot where a block of Handlebars stands between. */
const adjoining = /<!\[endif\]-->\s*<!--\[if mso \| IE\]>/g

describe('a template compiled once', () => {
  const markup = [
    '</td></tr></table></mj-text>',
    '<![endif]--><!--[if mso | IE]>',
    '{{#if x}} {{y}}',
  ]
  const hostile = markup.map((text) => [text, executiveSaying(text)] as const)

  it.each([...Object.entries(digests), ...hostile])(
    'says what MJML for one recipient would say: %s',
    async (_, digest) => {
      const view = viewOf(digest, { cutOff: digest.cutOff, links, replyTo: '' }, 1)
      const { html } = renderMessage(digest, { links })
      expect(html.replace(adjoining, '')).toBe(await forOneRecipient(digest.role, view))
    },
  )
})

async function forOneRecipient(role: string, view: View): Promise<string> {
  const { source } = composedTemplate('templates', `${role}.mjml`)
  const filled = Handlebars.compile(source, { strict: true })(view)
  const { html } = await mjml2html(filled, { validationLevel: 'strict', fonts: {} })
  return trimmed(html)
}
