import { describe, expect, test } from 'vitest'
import { asciiDomain } from '../../src/config/domain.js'

describe('the domain as DNS has it', () => {
  test.each([
    ['Example.COM', 'example.com'],
    ['localhost', 'localhost'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BU\u0308CHER.example', 'xn--bcher-kva.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['straße.de', 'xn--strae-oqa.de'],
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
