import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { verifyDkim } from '../../src/mail/dkim.js'
import { filledDesk } from '../fixture/contracts.js'
import { bytesOf } from '../fixture/mail.js'

const pem = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
})

async function deskWith(key: string | null, env: Readonly<Record<string, string>> = {}) {
  const desk = await filledDesk({
    ...env,
    DKIM_DOMAIN: 'example.com',
    DKIM_SELECTOR: 'mmr',
    DKIM_KEY_FILE: 'dkim.pem',
  })
  onTestFinished(desk.close)
  if (key !== null) desk.write('dkim.pem', key)
  return desk
}

describe('with DKIM settings', () => {
  test('every message is signed, List-Id and all', async () => {
    const desk = await deskWith(String(pem))
    expect((await desk.mmr('send')).code).toBe(0)
    const mails = desk.files('outbox').filter((name) => name.endsWith('.eml'))
    const publicKey = createPublicKey(createPrivateKey(pem))
    const found = mails.map((name) =>
      verifyDkim(Buffer.from(desk.read(`outbox/${name}`), 'utf8'), publicKey),
    )
    expect(found).toHaveLength(5)
    for (const signature of found) {
      expect(signature).toMatchObject({ domain: 'example.com', selector: 'mmr' })
      expect(signature?.fields).toEqual(expect.arrayContaining(['from', 'date', 'list-id']))
    }
  })

  test('the way to unsubscribe is signed, too, also in what a resend has to compose', async () => {
    const desk = await deskWith(String(pem), { WEB_URL: 'https://report.example.com' })
    for (const address of ['ada@example.com', 'wes@example.com']) {
      await desk.mmr('send', '--only', address)
    }
    desk.execute("update deliveries set state = 'failed' where state = 'submitted'")
    expect(await desk.mmr('resend', '1', '2')).toMatchObject({ code: 0, err: '' })
    const publicKey = createPublicKey(createPrivateKey(pem))
    const mails = desk.rows<{ id: number }>('select delivery_id as id from messages')
    expect(mails).toHaveLength(5)
    for (const { id } of mails) {
      expect(verifyDkim(bytesOf(desk, id), publicKey)?.fields).toEqual(
        expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']),
      )
    }
  })

  test.each<[string, string | null, RegExp]>([
    ['no file', null, /DKIM_KEY_FILE can't be read: .*dkim\.pem/],
    ['no key', 'certainly not', /can't be used\. Expected a private key in PEM/],
  ])('that name %s nothing is sent: exit 2', async (_what, key, fault) => {
    const desk = await deskWith(key)
    for (const command of ['send', 'start']) {
      const { code, out, err } = await desk.mmr(command)
      expect({ code, out }).toEqual({ code: 2, out: '' })
      expect(err).toMatch(fault)
    }
    expect(desk.rows('select * from editions')).toEqual([])
    const { code, out } = await desk.mmr('check')
    expect(code).toBe(1)
    expect(out).toMatch(fault)
  })

  test('mmr check tells the DNS record, which holds the key’s public half', async () => {
    const desk = await deskWith(String(pem))
    const { out } = await desk.mmr('check')
    expect(out).toContain('mmr._domainkey.example.com')
    const [, value = ''] = /p=(\S+)/.exec(out) ?? []
    const der = Buffer.from(value, 'base64')
    expect(createPublicKey({ key: der, format: 'der', type: 'spki' }).asymmetricKeyType).toBe('rsa')
  })
})
