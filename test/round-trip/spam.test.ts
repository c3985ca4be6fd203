import { beforeAll, describe, expect, it } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import type { Digest } from '../../src/mail/message.js'
import { plainNotice } from '../../src/mail/plain-notice.js'
import { type NoticeFacts, renderNotice } from '../../src/mail/render.js'
import { illustrated } from '../../src/run/drafts.js'
import { digests, ledger, links } from '../fixture/digest.js'
import { presentation } from '../fixture/portfolio.js'
import { messages, type Parts } from '../fixture/weeks.js'
import { type Verdict, verdictsOf, withoutSpamAssassin } from './spamassassin.js'

/** What a filter may hold against any of our mails; most count one from 5 on as spam. */
const most = 0.5

const from = { name: 'Monday Morning Report', address: 'report@example.com' }
const to = { name: 'Grace Field', address: 'grace.field@example.com' }

describe.skipIf(withoutSpamAssassin)('to SpamAssassin', () => {
  const mails: readonly [name: string, parts: Said][] = [
    ...messages(),
    ...Object.entries(digests).map(([name, digest]): [string, Said] => [
      `${name} without links`,
      withoutLinks(digest),
    ]),
    ['a held week', notice({ kind: 'held', week: '2026-W47', lacks: { kind: 'snapshots' } })],
    [
      'a rate that lacks',
      notice({ kind: 'held', week: '2026-W47', lacks: { kind: 'rates', currencies: ['EUR'] } }),
    ],
    ['skipped weeks', notice({ kind: 'skipped', weeks: ['2026-W47', '2026-W46'] })],
    ['deliveries in words', inWords({ kind: 'deliveries', report: ledger.thisEdition })],
    ['a held week in words', inWords({ kind: 'held', week: '2026-W47' })],
  ]
  const verdicts = new Map<string, Verdict>()
  let spam: Verdict | undefined

  beforeAll(async () => {
    const bytes = await Promise.all([...mails.map(([, parts]) => composed(parts)), composed(gtube)])
    const told = verdictsOf(bytes)
    spam = told.at(-1)
    for (const [index, [name]] of mails.entries()) {
      const verdict = told[index]
      if (verdict !== undefined) verdicts.set(name, verdict)
    }
  }, 300_000)

  it('what every filter takes for spam is spam', () => {
    expect(spam?.rules).toContain('GTUBE=1000')
  })

  it.each(mails.map(([name]) => name))('%s is none', (name) => {
    const { score, rules } = verdicts.get(name) ?? { score: Number.NaN, rules: [] }
    expect(score, `what hit: ${rules.join(', ')}`).toBeLessThan(most)
  })
})

/** Some are of words alone. */
type Said = Omit<Parts, 'html'> & Partial<Pick<Parts, 'html'>>

/** The text with which filters are tried out, and which nobody sends for any other reason. */
const gtube: Said = {
  subject: 'Test',
  text: 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\n',
  images: [],
}

function withoutLinks(digest: Digest): Said {
  const { message, images } = illustrated(digest)
  return { ...message, images }
}

type Told<Notice> = Notice extends NoticeFacts
  ? Omit<Notice, 'presentation' | 'at' | 'links'>
  : never

function notice(told: Told<NoticeFacts>): Said {
  const facts = { ...told, presentation, at: '2026-11-23T12:00:00.000Z', links }
  return { ...renderNotice(facts), images: [] }
}

function inWords(about: Parameters<typeof plainNotice>[0]['about']): Said {
  const why = 'templates/admin.mjml:12: there is no “headline” to fill in'
  return { ...plainNotice({ companyName: 'Larkfield', about, why }), images: [] }
}

/** As it goes out; one with links can be unsubscribed from, too. */
async function composed({ images, ...message }: Said): Promise<Buffer> {
  const date = Date.UTC(2026, 10, 23, 7)
  const messageId = '<mmr.0123456789abcdef0123456789abcdef@example.com>'
  const isLinked = message.text.includes(links.unsubscribeUrl)
  return await composeMessage(
    message,
    { from, to, replyTo: null, date, messageId },
    { images, unsubscribeUrl: isLinked ? links.unsubscribeUrl : null, dkim: null },
  )
}
