import { describe, expect, it } from 'vitest'
import { illustrated } from '../../src/run/drafts.js'
import { digests, links } from '../fixture/digest.js'
import { changeLetter, newLinkLetter } from '../fixture/letters.js'
import { eventful } from '../fixture/portfolio.js'
import { promptMessage } from '../fixture/prompts.js'

/** The others go out where no WEB_URL is set. */
const linked = ['executive-region', 'account-manager', 'admin']

/** Changed on purpose, with `-u`, and looked at before. */
describe('the golden message', () => {
  it.each(Object.entries(digests))('%s', async (name, digest) => {
    const options = linked.includes(name) ? { links } : {}
    const { subject, html, text } = illustrated(digest, options).message
    await expect(html).toMatchFileSnapshot(`../golden/${name}.html`)
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`../golden/${name}.txt`)
  })

  it.each([
    ['change', changeLetter('Harbor Point Hospital', 'They asked for a tender.')],
    ['new-link', newLinkLetter()],
  ])('%s', async (name, { subject, html, text }) => {
    await expect(html).toMatchFileSnapshot(`../golden/${name}.html`)
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`../golden/${name}.txt`)
  })

  it('prompt', async () => {
    const { subject, html, text } = promptMessage(eventful)
    await expect(html).toMatchFileSnapshot('../golden/prompt.html')
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot('../golden/prompt.txt')
  })
})
