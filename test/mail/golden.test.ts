import { describe, expect, it } from 'vitest'
import { digests, updateLinks } from '../fixture/digest.js'
import { illustratedMessage } from '../fixture/illustrated.js'

/** Changed on purpose, with `-u`, and looked at before. */
describe('the golden message', () => {
  it.each(Object.entries(digests))('%s', async (name, digest) => {
    const options = name === 'account-manager' ? { updateLinks } : {}
    const { subject, html, text } = illustratedMessage(digest, options).message
    await expect(html).toMatchFileSnapshot(`../golden/${name}.html`)
    await expect(`Subject: ${subject}\n\n${text}`).toMatchFileSnapshot(`../golden/${name}.txt`)
  })
})
