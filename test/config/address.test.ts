import { describe, expect, test } from 'vitest'
import { readAddress } from '../../src/config/address.js'
import { readConfig } from '../../src/config.js'

const plain: [entry: string, name: string, address: string, comment: string | null][] = [
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
  test.each(plain)('%s', (entry, name, address, comment) => {
    expect(readAddress(entry)).toEqual({ mailbox: { name, address }, comment })
  })
})

const hostile: [entry: string, expected: RegExp][] = [
  ['', /an address/],
  ['ann', /an address/],
  ['ann@', /an address/],
  ['@example.com', /an address/],
  ['Ann <>', /an address/],
  ['ann@example..com', /an address/],
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
    expect(readAddress(entry)).toMatchObject({
      complaint: { expected: expect.stringMatching(expected), given: entry },
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
