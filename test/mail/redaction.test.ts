import { generateKeyPairSync } from 'node:crypto'
import PostalMime from 'postal-mime'
import { describe, expect, it } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import { redacted, stillNames } from '../../src/mail/redaction.js'
import { pseudonymOf } from '../../src/report/pseudonym.js'

const by = pseudonymOf(1)

function composed(html: string, text: string, { subject = 'Monday', signs = false } = {}) {
  const header = {
    from: { name: 'Report', address: 'report@example.com' },
    to: { name: 'Ada', address: 'ada@example.com' },
    replyTo: null,
    date: Date.UTC(2026, 10, 23, 7),
    messageId: '<1@example.com>',
  }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const dkim = signs ? { domain: 'example.com', selector: 'a', privateKey } : null
  return composeMessage({ subject, text, html }, header, { images: [], unsubscribeUrl: null, dkim })
}

/** A button as mails have it. */
function ask(address: string, first: string, words: string): string {
  const href = `mailto:${encodeURIComponent(address).replaceAll('%40', '@')}?subject&#x3D;News&amp;body&#x3D;${encodeURIComponent(words)}`
  return `<p><a class="a" href="${href.replaceAll("'", '&#x27;')}" aria-label="Ask ${first} about Quay">Ask ${first}</a></p>`
}

const long = 'A sentence that goes on and on, so that quoted-printable has to break it, by '

describe('a message to somebody else', () => {
  it.each([
    ['in plain letters', 'Mara Lind'],
    ['with letters beyond ASCII', 'Mära Łind'],
    ['in another script', '田中 太郎'],
    ['with an apostrophe', "Mara O'Lind"],
    ['with what HTML writes otherwise', 'Mara & Lind <co>'],
  ])('says the pseudonym, %s', async (_how, name) => {
    const identity = { address: 'mara@example.com', names: [name] }
    const html = name
      .replace(/&/g, '&amp;')
      .replace(/</g, '&lt;')
      .replace(/>/g, '&gt;')
      .replace(/'/g, '&#x27;')
    const words = `${long}${name} <mara@example.com>, 12.5 points. Ä${'x'.repeat(40)} by ${name}.`
    const page = `<p>${long}<b>${html}</b> (mara@example.com): 12.5 points</p>`
    const message = await composed(page, words, { subject: `News of ${name}`, signs: true })
    expect(await stillNames(message, identity)).toBe(true)
    const after = redacted(message, identity, by)
    const shown = await PostalMime.parse(after)
    if (await stillNames(after, identity)) {
      // Base64, which mail takes where little is ASCII: then it has to go as a whole.
      expect(message.toString('latin1')).toMatch(/base64|=\?UTF-8\?B\?/i)
      return
    }
    expect(shown.text).toContain(`${long}Erased-person-1 <person-1@erased.invalid>, 12.5 points.`)
    expect(shown.html).toContain('<b>Erased-person-1</b> (person-1@erased.invalid): 12.5 points')
    expect(shown.subject).toBe('News of Erased-person-1')
    expect(after.toString('latin1')).not.toContain('DKIM-Signature')
    expect(shown.messageId).toBe('<1@example.com>')
  })

  it.each([
    ['Mara Lind', 'Mara'],
    ['Lind, Mara', 'Mara'],
    ['Märä Łind', 'Märä'],
    ["Mara O'Lind", 'Mara'],
  ])(
    'says it where a button asks them by their first name, and a link begins a mail: %s',
    async (name, first) => {
      const identity = { address: "mara+o'lind@example.com", names: [name] }
      const others = ask('mara.jones@example.com', first, 'Ask the team.')
      const message = await composed(
        `<p>${long}</p>${ask(identity.address, first, `By Nov 27, ${name}: meet them.`)}${others}`,
        `${long}12.5 points. Ä${'x'.repeat(40)}`,
      )
      const after = await PostalMime.parse(redacted(message, identity, by))
      expect(after.html?.replaceAll('\n', '').replaceAll('&#228;', 'ä').trimEnd()).toBe(
        `<p>${long}</p>${ask(by.address, by.name, `By Nov 27, ${by.name}: meet them.`)}${others}`,
      )
    },
  )

  it('is found to name somebody in what a link begins', async () => {
    const identity = { address: 'mara@example.com', names: ['Märä Łind'] }
    const message = await composed(ask('ada@example.com', 'Ada', 'For Märä Łind'), 'nobody')
    expect(await stillNames(message, identity)).toBe(true)
    expect(await stillNames(redacted(message, identity, by), identity)).toBe(false)
  })

  it('is found to name somebody still, where it is written as base64', async () => {
    const identity = { address: 'mara@example.com', names: ['田中 太郎'] }
    const message = await composed('<p>nobody</p>', `${'報告 '.repeat(200)}田中 太郎`)
    expect(message.toString('latin1')).toMatch(/Content-Transfer-Encoding: base64/)
    expect(await stillNames(redacted(message, identity, by), identity)).toBe(true)
  })

  it('is the very same one where it names them not', async () => {
    const identity = { address: 'mara@example.com', names: ['Mara Lind'] }
    const message = await composed('<p>Tamara Lind</p>', 'Mara Linden, tamara@example.com.', {
      signs: true,
    })
    expect(redacted(message, identity, by)).toBe(message)
    expect(await stillNames(message, identity)).toBe(false)
  })
})
