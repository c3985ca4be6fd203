import { HtmlValidate, StaticConfigLoader } from 'html-validate'
import { describe, expect, it } from 'vitest'
import { illustrated } from '../../src/run/drafts.js'
import { digests, links } from '../fixture/digest.js'
import { messages } from '../fixture/weeks.js'

/** All that html-validate recommends, but for what mail cannot do without. */
const validator = new HtmlValidate(
  new StaticConfigLoader({
    extends: ['html-validate:recommended'],
    rules: {
      // MJML writes it in lower case, which is as right.
      'doctype-style': 'off',
      // The title is the subject; the limit is that of search engines.
      'long-title': 'off',
      // Outlook for Windows reads its ghost tables from them.
      'no-conditional-comment': 'off',
      // Some clients drop the style sheet.
      'no-inline-style': 'off',
      // MJML's: clients know few elements, and turn the others into nothing.
      'prefer-native-element': 'off',
      // A block between rows is Handlebars', and a body of rows adds nothing for a reader.
      'prefer-tbody': 'off',
      // MJML's, and the name of that role which older screen readers know.
      'presentation-role-style': 'off',
    },
  }),
)

/** Word's engine reads them where it ignores the style that says the same. */
const readByWord =
  /^Attribute "(?:align|bgcolor|cellpadding|cellspacing|width)" is deprecated on <(?:table|tr|td|th)>/

describe('html-validate finds nothing in', () => {
  it.each(Object.entries(digests))('the golden %s', async (name, digest) => {
    const options = name.startsWith('account-manager') ? { links } : {}
    expect(await faultsIn(illustrated(digest, options).message.html)).toEqual([])
  })

  it.each(messages())('%s', async (_, { html }) => {
    expect(await faultsIn(html)).toEqual([])
  })
})

it('finds what is wrong', async () => {
  expect(await faultsIn('<table><caption>a</caption><div>b</div></table>')).not.toEqual([])
})

async function faultsIn(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html)
  return results
    .flatMap(({ messages }) => messages)
    .filter(({ ruleId, message }) => ruleId !== 'no-deprecated-attr' || !readByWord.test(message))
    .map(({ ruleId, message, line }) => `${line}: ${ruleId}: ${message}`)
}
