import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import {
  checkDkimKey,
  type DkimKey,
  dkimSigned,
  signedFields,
  verifyDkim,
} from '../../src/mail/dkim.js'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const publicKey = createPublicKey(privateKey)
const settings = { domain: 'example.com', selector: 'mmr2026', privateKey: pem }
const key: DkimKey = { domain: 'example.com', selector: 'mmr2026', privateKey }

const message = {
  subject: 'Größe: ▲ 1.2  with  blanks ',
  html: `<p>${'Größe  ▲ '.repeat(400)}</p>`,
  text: 'trailing blanks  \t\n\n.dot\n\n\n',
}
const header = {
  from: { name: 'Monday Morning Report', address: 'mmr@example.com' },
  to: { name: 'Ada "the first" Byron', address: 'ada@example.com' },
  replyTo: null,
  date: 0,
  messageId: '<mmr.1@example.com>',
}
const unsubscribeUrl = 'https://mmr.example.com/unsubscribe/4711'

function compose(dkim: DkimKey | null) {
  return composeMessage(message, header, { images: [], unsubscribeUrl, dkim })
}

test('a signature holds for the message as it goes out, and covers what it should', async () => {
  const verified = verifyDkim(await compose(key), publicKey)
  expect(verified).toEqual({
    domain: 'example.com',
    selector: 'mmr2026',
    fields: signedFields.map((name) => name.toLowerCase()),
  })
})

test('signing puts a field in front and changes nothing else', async () => {
  const [plain, bytes] = await Promise.all([compose(null), compose(key)])
  expect(bytes.subarray(bytes.length - plain.length).equals(plain)).toBe(true)
  expect(bytes.toString()).toMatch(/^DKIM-Signature: v=1; a=rsa-sha256; c=relaxed\/relaxed;/)
})

test('the same message and key give the same signature', async () => {
  const [first, second] = await Promise.all([compose(key), compose(key)])
  expect(first.equals(second)).toBe(true)
})

test.each([
  ['the recipient', 'ada@example.com', 'eve@example.com'],
  ['the unsubscribe link', '4711', '4712'],
  ['one-click unsubscribing', 'One-Click', 'Two-Click'],
  ['the text', 'trailing', 'Trailing'],
])('a signature no longer holds once %s is changed', async (_what, original, other) => {
  const bytes = Buffer.from((await compose(key)).toString().replace(original, other))
  expect(verifyDkim(bytes, publicKey)).toBeNull()
})

test('a signature does not hold under another key', async () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
  expect(verifyDkim(await compose(key), other)).toBeNull()
})

test('what has no signature does not verify', async () => {
  expect(verifyDkim(await compose(null), publicKey)).toBeNull()
  expect(verifyDkim(Buffer.from(''), publicKey)).toBeNull()
})

test('a good key is found sound, with the record to publish', async () => {
  const check = await checkDkimKey(settings)
  if (check.kind === 'unsound') throw new Error(check.fault)
  expect(check.record.name).toBe('mmr2026._domainkey.example.com')
  const [, published = ''] = /^v=DKIM1; k=rsa; p=(.*)$/.exec(check.record.value) ?? []
  const found = createPublicKey({
    key: Buffer.from(published, 'base64'),
    format: 'der',
    type: 'spki',
  })
  expect(verifyDkim(await compose(check.key), found)?.domain).toBe('example.com')
})

test('a key in the older PKCS #1 form is as good', async () => {
  const older = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
  expect((await checkDkimKey({ ...settings, privateKey: older })).kind).toBe('sound')
})

const passphrase = { cipher: 'aes-256-cbc', passphrase: 'hush' }
const unsound = {
  'no key': '',
  'no PEM': 'dkim.pem',
  'half a key': pem.slice(0, 400),
  'a public key': publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  'a key under a passphrase': privateKey
    .export({ type: 'pkcs8', format: 'pem', ...passphrase })
    .toString(),
  'an Ed25519 key': generateKeyPairSync('ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
  'an RSA key for PSS alone': generateKeyPairSync('rsa-pss', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
  'a weak key': generateKeyPairSync('rsa', { modulusLength: 768 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString(),
}

test.each(Object.entries(unsound))('%s is unsound', async (_what, text) => {
  const check = await checkDkimKey({ ...settings, privateKey: text })
  expect(check).toEqual({ kind: 'unsound', fault: expect.stringMatching(/^Expected .+\.|2048$/) })
})

test.each([
  { domain: '' },
  { domain: 'example' },
  { domain: 'example.com; l=0' },
  { domain: 'example.com\r\nBcc: eve@example.org' },
  { selector: '' },
  { selector: 'mmr; d=evil.example' },
  { selector: 'mmr 2026' },
])('%o is unsound', async (changes) => {
  expect((await checkDkimKey({ ...settings, ...changes })).kind).toBe('unsound')
})

test('a fault quotes nothing of the key', async () => {
  const check = await checkDkimKey({ ...settings, privateKey: 'hush-hush' })
  expect(JSON.stringify(check)).not.toContain('hush')
})

test('no message goes out unsigned for want of a key that signs', async () => {
  const { privateKey: silent } = generateKeyPairSync('ed25519')
  await expect(dkimSigned(await compose(null), { ...key, privateKey: silent })).rejects.toThrow(
    'the DKIM key of mmr2026._domainkey.example.com does not sign',
  )
})
