import { describe, expect, it } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import type { Digest } from '../../src/mail/message.js'
import { illustrated } from '../../src/run/drafts.js'
import { digests } from '../fixture/digest.js'
import { openedMail } from '../fixture/mail.js'
import { amountsIn, figuresOf, isShownAs, wordsIn } from '../fixture/shown-figures.js'
import { sightsOf } from '../fixture/weeks.js'

const from = { name: 'Monday Morning Report', address: 'report@example.com' }
const to = { name: 'Grace Field', address: 'grace.field@example.com' }

const told: [string, Digest][] = [
  ...Object.entries(digests),
  ...Object.entries(sightsOf('bad')).map(([role, { digest }]): [string, Digest] => [
    `${role} of a bad week`,
    digest,
  ]),
]

describe('read back from the finished message, each amount and each decimal of', () => {
  it.each(told)('%s is the facts’ own, in HTML and in text', async (_, digest) => {
    const { html, text } = await arrived(digest)
    const known = amountsIn(JSON.parse(JSON.stringify(digest)))
    const shown = [...figuresOf(`${wordsIn(html)} ${text}`)].filter(
      (figure) => /[$.KMBT]/.test(figure) && !/\..*\./.test(figure),
    )
    expect(shown.filter((figure) => !known.some((amount) => isShownAs(amount, figure)))).toEqual([])
  })
})

async function arrived(digest: Digest): Promise<{ html: string; text: string }> {
  const header = { from, to, replyTo: null, date: 0, messageId: '<figures@example.com>' }
  const { message, images } = illustrated(digest)
  const extras = { images, unsubscribeUrl: null, dkim: null }
  const { html = '', text = '' } = await openedMail(await composeMessage(message, header, extras))
  return { html, text }
}
