import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import {
  type AddressFault,
  asciiDomain,
  describeAddressFault,
  faultInAddress,
  mailAddress,
  readMailbox,
  readMailboxWithOptions,
} from '../src/address.js'
import { readConfig } from '../src/config/config.js'
import { composeMessage } from '../src/mail/compose.js'
import { ownerReader } from '../src/source/owners.js'
import { header, message } from './mail/plain-message.js'

const plain: [entry: string, name: string, address: string, options: string | null][] = [
  ['ann@example.com', '', 'ann@example.com', null],
  ['<ann@example.com>', '', 'ann@example.com', null],
  ['Ann <ann@example.com>', 'Ann', 'ann@example.com', null],
  ['  Ann   Example\t<ann@example.com>  ', 'Ann Example', 'ann@example.com', null],
  ['Ann < ann@example.com >', 'Ann', 'ann@example.com', null],
  ['Dr. Ann J. O’Hara <ann@example.com>', 'Dr. Ann J. O’Hara', 'ann@example.com', null],
  ['"Example, Dr. Ann" <ann@example.com>', 'Example, Dr. Ann', 'ann@example.com', null],
  ['"Ann \\"The Boss\\" (x)" <ann@example.com>', 'Ann "The Boss" (x)', 'ann@example.com', null],
  ['"<script>" <ann@example.com>', '<script>', 'ann@example.com', null],
  ['山田 太郎 😀 <taro@example.jp>', '山田 太郎 😀', 'taro@example.jp', null],
  ['\u200fדנה <dana@example.com>', '\u200fדנה', 'dana@example.com', null],
  ['Jörg <jörg@bücher.example>', 'Jörg', 'jörg@bücher.example', null],
  ['ann+mmr!#$%@Sub.Example.COM', '', 'ann+mmr!#$%@Sub.Example.COM', null],
  ['Ann <ann@example.com> (a=b)', 'Ann', 'ann@example.com', 'a=b'],
  ['ann@example.com(a=b)', '', 'ann@example.com', 'a=b'],
  [
    'Ann\n <ann@example.com>\r\n\n (a=b;\n c=d \\) (e))',
    'Ann',
    'ann@example.com',
    'a=b; c=d ) (e)',
  ],
]

describe('an address', () => {
  test.each(plain)('%s', (entry, name, address, options) => {
    expect(readMailboxWithOptions(entry)).toEqual({
      kind: 'mailbox',
      mailbox: { name, address },
      options,
    })
  })
})

const hostile: [entry: string, expected: RegExp][] = [
  ['', /an address/],
  ['ann', /an address/],
  ['ann@', /an address/],
  ['@example.com', /an address/],
  ['Ann <>', /an address/],
  ['ann@example..com', /host name/],
  ['ann@@example.com', /an address/],
  ['Ann <ann@example.com', /an address/],
  ['"Ann <ann@example.com>', /an address/],
  ['Ann <ann@example.com> <bob@example.com>', /an address/],
  ['ann@example.com bob@example.com', /an address/],
  ['ann@example.com, bob@example.com', /an address/],
  ['ann@example.com\nBob <bob@example.com>', /an address/],
  ['ann@example.com\rBcc: bob@example.com', /an address/],
  ['Ann <ann@example.com\r\n>\r\nBcc: bob@example.com', /an address/],
  ['Everyone: ann@example.com, bob@example.com;', /not a group/],
  ['undisclosed-recipients:;', /not a group/],
  ['"ann@example.com, bob@example.com" <eve@example.com>', /holds no address/],
  ['"bob@example.com" <eve@example.com>', /holds no address/],
  ['"Ann\r\nBcc: bob" <ann@example.com>', /one line/],
  ['"Ann\nBcc: bob" <ann@example.com>', /one line/],
  ['Ann\nExample <ann@example.com>', /one line/],
  ['"Ann\u0000" <ann@example.com>', /an address|one line/],
  ['"Ann\u0007" <ann@example.com>', /one line/],
  ['Ann\u0085 <ann@example.com>', /one line/],
  ['Ann\u2028Bcc <ann@example.com>', /one line/],
  ['Ann\ud800 <ann@example.com>', /one line/],
  ['=?utf-8?Q?Ann=0D=0ABcc?= <ann@example.com>', /plain letters/],
  ['<@evil.example:ann@example.com>', /plain address/],
  ['"ann@evil.example"@example.com', /plain address/],
  ['"ann smith"@example.com', /plain address/],
  ['ann . smith@example.com', /plain address/],
  ['ann@example.\n com', /plain address/],
  ['ann\u200b@example.com', /invisible/],
  ['ann@exam\u00adple.com', /invisible/],
  ['an\u00a0n@example.com', /invisible/],
  [`${'a'.repeat(65)}@example.com`, /64 characters/],
  ['ann@[127.0.0.1]', /host name/],
  ['ann@127.0.0.1', /host name/],
  ['ann@0x7f.1', /host name/],
  ['ann@-example.com', /host name/],
  ['ann@exa%6dple.com', /host name/],
  ['ann@xn--a', /host name/],
  ['ann@ｅxample.com', /host name/],
  [`ann@${'a'.repeat(64)}.com`, /host name/],
  [`ann@${'a.'.repeat(127)}com`, /host name/],
  ['Ann (boss) <ann@example.com>', /parentheses/],
  ['(boss) ann@example.com', /parentheses/],
  ['<ann@example.com (a=b)>', /parentheses/],
  ['ann@example.com (a=b) (c=d)', /parentheses/],
]

describe('an address that could be taken for something else', () => {
  test.each(hostile)('%j', (entry, expected) => {
    expect(readMailboxWithOptions(entry)).toMatchObject({
      kind: 'fault',
      fault: { expected: expect.stringMatching(expected) },
    })
  })

  const people = 'ann@example.com, bob@example.com'
  const anywhere = hostile.filter(([entry]) => entry !== '' && entry !== people)
  test.each(anywhere)('nor does any setting take %j', (entry) => {
    for (const variable of ['EXECUTIVES', 'ACCOUNT_MANAGERS', 'ADMINS', 'MAIL_FROM', 'REPLY_TO']) {
      expect(readConfig({ file: { [variable]: entry }, process: {} })).toMatchObject({ ok: false })
    }
  })
})

describe('the domain as DNS has it', () => {
  test.each([
    ['Example.COM', 'example.com'],
    ['localhost', 'localhost'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BU\u0308CHER.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['straße.de', 'xn--strae-oqa.de'],
    ['xn--a.com', null],
    ['xn--example.com', null],
    ['xn--.com', null],
    ['', null],
    ['example.com.', null],
    ['ﬀ.com', null],
    ['exa。mple', null],
    ['a b', null],
    ['1.2.3.4', null],
    ['mail_server', null],
  ])('%s: %s', (domain, ascii) => {
    expect(asciiDomain(domain)).toBe(ascii)
  })
})

/** What the three old rules disagreed about, and what is near to it. */
const refusedEverywhere: [address: string, expected: RegExp][] = [
  ['ann@exa_mple.com', /host name/],
  ['ann@_dmarc.example.com', /host name/],
  ['ann@-example.com', /host name/],
  ['ann@example-.com', /host name/],
  ['ann@example.-com', /host name/],
  [`ann@${'a'.repeat(64)}.com`, /host name/],
  ['ann@1.2.3.4', /host name/],
  ['ann@[1.2.3.4]', /host name/],
  ['ann@[IPv6:::1]', /host name/],
  ['ann@16909060', /host name/],
  ['ann@0x7f.1', /host name/],
  ['ann@exa/mple.com', /host name/],
  ['ann@example.com/x', /host name/],
  ['ann@exa%6dple.com', /host name/],
  ['ann@ｅxample.com', /host name/],
  ['ann@ﬀ.com', /host name/],
  ['ann@exa。mple.com', /host name/],
  ['ann@xn--a', /host name/],
  ['ann@example.com.', /host name/],
  ['ann@.example.com', /host name/],
  ['ann@example..com', /host name/],
  ["ann@o'neil.com", /host name/],
  ['ann@exa!mple.com', /host name/],
  [`ann@${'a23456789.'.repeat(25)}com`, /at most 254/],
  [`${'a'.repeat(64)}@${'b23456789.'.repeat(19)}com`, /at most 254/],
  [`ann@${'bü.'.repeat(30)}com`, /host name/],
  [`${'a'.repeat(65)}@example.com`, /at most 64/],
  [`${'ö'.repeat(33)}@example.com`, /at most 64/],
  ['.ann@example.com', /plain address/],
  ['ann.@example.com', /plain address/],
  ['ann..lee@example.com', /plain address/],
  ['"ann lee"@example.com', /plain address/],
  ['"ann"@example.com', /plain address/],
  ['"ann@x"@example.com', /plain address/],
  ['ann\\@example.com', /plain address/],
  ['ann lee@example.com', /plain address/],
  ['ann@exa mple.com', /plain address/],
  ['ann@b@example.com', /an address/],
  ['ann', /an address/],
  ['@example.com', /an address/],
  ['ann@', /an address/],
  ['ann\u200b@example.com', /invisible/],
  ['ann@exam\u00adple.com', /invisible/],
  ['an\u00a0n@example.com', /invisible/],
  ['an\u202en@example.com', /invisible/],
  ['=?utf-8?q?ann?=@example.com', /plain letters/],
]

describe('an address that mail could not keep as it is', () => {
  test.each(refusedEverywhere)(
    '%s is refused in a file, in settings and by mail',
    (address, expected) => {
      const fault = faultInAddress(address)
      expect(fault?.expected).toMatch(expected)
      for (const entry of [address, `Ann Lee <${address}>`]) {
        expect(inEachPlace(entry, address)).toEqual([fault, fault, fault])
      }
    },
  )

  const scraps = [
    ...'._-@/%[]!ö。ｅ',
    '\u00ad',
    'xn--',
    '1.2.3.4',
    'a',
    'com',
    '.com',
    'ü',
    '\u0308',
  ]
  const scrap = fc.oneof(fc.constantFrom(...scraps), fc.string({ unit: 'grapheme', maxLength: 3 }))
  const parts = fc.array(scrap, { maxLength: 8 }).map((found) => found.join(''))
  const addresses = fc
    .tuple(fc.oneof(parts, fc.constant('ann')), fc.oneof(parts, fc.constant('example.com')))
    .map(([local, domain]) => `${local}@${domain}`.normalize('NFC'))
    .filter((address) => !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}<>();,:"]/u.test(address.trim()))
    .map((address) => address.trim())

  test('is the same for a file, settings and mail; whatever is taken can be composed', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(addresses, async (address) => {
        const fault = faultInAddress(address)
        expect(inEachPlace(address, address)).toEqual([fault, fault, fault])
        if (fault !== null) return
        taken += 1
        const bytes = await composeMessage(message, { ...header, to: { name: 'Ann', address } })
        expect(bytes.toString()).toContain(`\r\nTo: Ann <${mailAddress(address)}>\r\n`)
      }),
      { numRuns: 1000 },
    )
    expect(taken).toBeGreaterThan(50)
  })

  test('has names of any letters beside it that are taken by all', async () => {
    const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const entry = `"${name.replace(/["\\]/g, '\\$&')}" <ann@example.com>`
        const [inFile, inSettings] = [readMailbox(entry), readMailboxWithOptions(entry)]
        if (inFile.kind === 'mailbox') {
          expect(inSettings).toEqual({ ...inFile, options: null })
          const bytes = await composeMessage(message, { ...header, to: inFile.mailbox })
          const to = (await PostalMime.parse(bytes)).to ?? []
          expect(to.map((one) => one.address)).toEqual(['ann@example.com'])
        }
      }),
    )
  })
})

/** What accounts.csv, the settings and mail say of it; null where they take it. */
function inEachPlace(entry: string, address: string): (AddressFault | null)[] {
  const inFile = ownerReader([])((column) => (column === 'account_manager_address' ? entry : ''))
  const settings = readMailboxWithOptions(entry)
  return [
    'expected' in inFile ? { expected: inFile.expected, cure: inFile.cure } : null,
    settings.kind === 'fault' ? settings.fault : null,
    byMail(address),
  ]
}

/** The fault that mail's own error names. */
function byMail(address: string): AddressFault | null {
  try {
    mailAddress(address)
    return null
  } catch (error) {
    const fault = faultInAddress(address)
    expect(error).toMatchObject({
      message: fault === null ? '' : describeAddressFault(address, fault),
    })
    return fault
  }
}
