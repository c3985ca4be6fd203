import emailAddresses from 'email-addresses'
import fc from 'fast-check'
import MailComposer from 'nodemailer/lib/mail-composer'
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { asciiDomain, type Mailbox } from '../../src/address.js'
import { misreadPiece, tidyName } from '../../src/characters.js'
import { readConfig } from '../../src/config/config.js'
import { itemsOf } from '../../src/config/people.js'

describe('whatever is taken', () => {
  const seeds = [
    'Ann Example <ann@example.com> (region=West; tz=UTC)',
    '"Example, Ann" <ann@example.com>, bob@example.org',
    'ann@example.com',
  ]
  const marks = [...'"<>@,;:()\\.=* \t\n\r\'`[]%_-', '\r\n', '=?utf-8?Q?=0A?=']
  const letters = [...'éßﬀ。😀\u0000\u007f\u0085\u00a0\u00ad\u200b\u200f\u202e\u2028', '\ud83d']
  const others = [
    '\nBcc: eve@evil.example\n',
    ', eve@evil.example',
    '"eve@evil.example"',
    '<e@b.c>',
  ]
  const scraps = [...marks, ...letters, ...others]
  const insertion = fc.tuple(fc.nat({ max: 60 }), fc.constantFrom(...scraps))
  const mangled = fc
    .tuple(fc.constantFrom(...seeds), fc.array(insertion, { minLength: 1, maxLength: 3 }))
    .map(([seed, insertions]) =>
      insertions.reduce((text, [at, scrap]) => text.slice(0, at) + scrap + text.slice(at), seed),
    )

  test('becomes one recipient, the same, and no other header in a message', async () => {
    await fc.assert(
      fc.asyncProperty(mangled, async (text) => {
        const reading = readConfig({ file: { EXECUTIVES: text }, process: {} })
        for (const person of reading.ok ? reading.config.executives : []) {
          const { name, address } = person
          const message = await sentTo({ name, address })
          expect(message.recipients).toEqual([inAscii(address)])
          expect(message.to.map((to) => inAscii(to.address ?? ''))).toEqual([inAscii(address)])
          expect(message.to[0]?.name).toBe(name)
          expect(message.headers).toEqual(plainHeaders)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('is well-formed people in any number, just as they were meant', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 30 }).filter(isPlainName)
    const word = fc.stringMatching(/^[a-z0-9]{1,10}$/)
    const person = fc.record({
      name,
      local: word,
      domain: fc.constantFrom('a.example', 'bücher.de'),
    })
    fc.assert(
      fc.property(fc.uniqueArray(person, { selector: ({ local }) => local }), (people) => {
        const meant = people.map(({ name, local, domain }) => ({
          name: tidyName(name),
          address: `${local}@${domain}`,
        }))
        const list = people
          .map(({ name, local, domain }) => `"${escaped(name)}" <${local}@${domain}>`)
          .join(',\n')
        fc.pre(misreadPiece(list) === null)
        const reading = readConfig({ file: { ADMINS: list }, process: {} })
        expect(reading).toMatchObject({ ok: true, config: { admins: meant } })
      }),
    )
  })

  test('is split where the whole grammar splits it', () => {
    fc.assert(
      fc.property(mangled, (text) => {
        const whole = emailAddresses({ input: text, rfc6532: true, strict: true })
        fc.pre(whole !== null)
        expect(itemsOf(text)).toHaveLength(whole?.addresses.length ?? 0)
      }),
    )
  })

  test.each(['(', '"', '<', '\\', 'a.', 'x ', '(a', '"a" ', ':', '\r\n ('])(
    'is not %j ten thousand times',
    (scrap) => {
      const list = `Ann <ann@example.com> ${scrap.repeat(10_000)}`
      expect(readConfig({ file: { EXECUTIVES: list }, process: {} })).toMatchObject({
        ok: false,
        faults: [{ variable: 'EXECUTIVES' }],
      })
    },
  )
})

const plainHeaders = ['content-type', 'content-transfer-encoding', 'date', 'from', 'message-id']
  .concat('mime-version', 'to')
  .sort()

async function sentTo(to: Mailbox) {
  const from = { name: 'Reports', address: 'reports@example.com' }
  const envelope = { from: from.address, to: to.address }
  const node = new MailComposer({ from, to, envelope, text: 'Good morning.' }).compile()
  const message = await PostalMime.parse(await node.build())
  return {
    recipients: [node.getEnvelope().to].flat().map((address) => inAscii(String(address))),
    to: message.to ?? [],
    headers: message.headers.map(({ key }) => key).sort(),
  }
}

function inAscii(address: string): string {
  const at = address.lastIndexOf('@')
  return `${address.slice(0, at)}@${asciiDomain(address.slice(at + 1))}`
}

function isPlainName(name: string): boolean {
  const blanks = name !== name.trim() || /\s{2}|[^\S ]/u.test(name)
  return name !== '' && !blanks && !/[@\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|=\?/u.test(name)
}

function escaped(name: string): string {
  return name.replace(/["\\]/g, '\\$&')
}
