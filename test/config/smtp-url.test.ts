import { describe, expect, test } from 'vitest'
import { faultsOf } from './reading.js'

describe('SMTP_URL that cannot be', () => {
  test.each([
    'smtp.example.com',
    'localhost:25',
    'http://smtp.example.com',
    'smtp://',
    'smtp:///example.com',
    'smtp:example.com',
    'smtp://:25',
    'smtp://user:password@',
    'smtp://host:0',
    'smtp://host:65536',
    'smtp://ho st',
    'smtp://%zz',
    'smtp://host\\@other',
    'smtp://host/path',
    'smtp://user:pa#ss@host',
    'smtp://user:pa/ss@host',
    'smtp://user:12#ss@host',
    'smtp://user:12/ss@host',
    'smtp://user:12?ss@host',
    'smtp://host\r\nX',
  ])('%s', (url) => {
    expect(faultsOf({ SMTP_URL: url }).map(({ variable }) => variable)).toEqual(['SMTP_URL'])
  })
})
