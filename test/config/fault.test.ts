import { describe, expect, test } from 'vitest'
import { faultsOf } from './reading.js'

describe('faults', () => {
  const bad: [variable: string, given: string, expected: RegExp, cure: RegExp][] = [
    ['EXECUTIVES', 'ann', /an address such as/, /Check the @/],
    ['EXECUTIVES', 'Ann Example <ann@@example.com>', /an address such as/, /Check the @/],
    ['EXECUTIVES', 'ann@example.com; bob@example.com', /an address such as/, /commas/],
    ['EXECUTIVES', 'ann@example.com\nbob@example.com', /an address such as/, /commas/],
    ['EXECUTIVES', 'ann@exam_ple.com', /host name after the @/, /after the @/],
    ['EXECUTIVES', 'ann@example.com (regoin=West)', /region and tz/, /Did you mean region\?/],
    ['EXECUTIVES', 'ann@example.com (Ann Example)', /region and tz/, /Full Name </],
    ['EXECUTIVES', 'ann@example.com (region=)', /a value after region=/, /Add the value/],
    ['EXECUTIVES', 'ann@example.com (tz=UTC; TZ=UTC)', /tz once/, /Leave one tz out/],
    ['EXECUTIVES', 'ann@example.com (tz=Berlin)', /time zone after tz=/, /mean Europe\/Berlin\?/],
    ['EXECUTIVES', 'ann@example.com (tz=+02:00)', /time zone after tz=/, /IANA/],
    ['EXECUTIVES', 'Ann (boss) Example <ann@example.com>', /after the address/, /quotation marks/],
    ['EXECUTIVES', '*', /an address such as/, /Check the @/],
    ['ACCOUNT_MANAGERS', 'everyone', /an address such as/, /Check the @/],
    ['ADMINS', 'Ops: a@example.com, b@example.com;', /not a group/, /each person/],
    ['MAIL_FROM', 'a@example.com, b@example.com', /one address/, /exactly one/],
    ['MAIL_FROM', 'a@example.com (tz=UTC)', /without parentheses/, /recipients/],
    ['REPLY_TO', 'nobody', /an address such as/, /Check the @/],
    ['OUTBOX_DIR', 'out\nbox', /path of a folder/, /\.\/outbox/],
    ['DATABASE_URL', ':memory:', /path of a file/, /forgets/],
    ['DATABASE_URL', 'sqlite:x.sqlite?mode=ro', /without options/, /question mark/],
    ['DATABASE_URL', 'sqlite:', /path of a SQLite file/, /Write a path/],
    ['COMPANY_NAME', 'Acme\nBcc: x@example.com', /one line/, /should read/],
    ['COMPANY_NAME', 'x'.repeat(101), /100 characters/, /should read/],
    ['TIME_ZONE', 'Europe/Berln', /a time zone/, /Did you mean Europe\/Berlin\?/],
    ['TIME_ZONE', 'new york', /a time zone/, /Did you mean America\/New_York\?/],
    ['TIME_ZONE', 'local', /a time zone/, /IANA/],
    ['LOCALE', 'en_US', /language tag/, /hyphen/],
    ['LOCALE', 'de_DE.UTF-8', /language tag/, /^Write de-DE: /],
    ['LOCALE', 'en-EN', /language tag/, /en-GB/],
    ['LOCALE', 'german', /language tag/, /de-DE/],
    ['LOCALE', 'C.UTF-8', /language tag/, /de-DE/],
    ['LOCALE', 'xx', /language tag/, /en-GB/],
    ['CURRENCY', '$', /three letters/, /USD/],
    ['CURRENCY', 'XXY', /three letters/, /USD/],
    ['EXCHANGE_RATES', 'EUR', /a rate above 0/, /CURRENCY/],
    ['EXCHANGE_RATES', 'EUR=0', /a rate above 0/, /CURRENCY/],
    ['EXCHANGE_RATES', 'EUR=-1', /a rate above 0/, /CURRENCY/],
    ['EXCHANGE_RATES', 'EUR=1e3', /a rate above 0/, /CURRENCY/],
    ['EXCHANGE_RATES', 'EUR=1.0000000001', /nine decimals/, /CURRENCY/],
    ['EXCHANGE_RATES', 'EURO=1.1', /three letters/, /EUR=1\.0837/],
    ['EXCHANGE_RATES', 'USD=1', /CURRENCY, which is USD/, /Leave USD out/],
    ['DRIVER_WEIGHTS', 'relationship=40', /each driver/, /commercial=0/],
    ['RED_BELOW', '101', /0 to 100/, /below this health/],
    ['RED_BELOW', '50.05', /one decimal/, /below this health/],
    ['RED_BELOW', '-1', /0 to 100/, /below this health/],
    ['RED_BELOW', '76', /no more than GREEN_FROM, which is 75/, /raise GREEN_FROM/],
    ['GREEN_FROM', '0x10', /0 to 100/, /from this health on/],
    ['MOVE_POINTS', '0', /0\.1 to 100/, /no movement/],
    ['SLIDE_POINTS', '3', /0\.1 to 100 points: over 4 weeks, and over 12/, /3\.0,6\.0/],
    ['SLIDE_POINTS', '3,0', /0\.1 to 100/, /slides/],
    ['SLIDE_POINTS', '-3,6', /0\.1 to 100/, /slides/],
    ['SLIDE_POINTS', '3,100.1', /0\.1 to 100/, /slides/],
    ['SLIDE_POINTS', '3,6,9', /two figures/, /slides/],
    ['STALE_WEEKS', '13', /1 to 12/, /3/],
    ['STALE_WEEKS', '0', /1 to 12/, /3/],
    ['STALE_WEEKS', '2.5', /whole number/, /3/],
  ]

  test.each(bad)('%s=%s', (variable, given, expected, cure) => {
    const [fault, ...others] = faultsOf({ [variable]: given })
    expect(others).toEqual([])
    expect(fault?.variable).toBe(variable)
    expect(fault?.expected).toMatch(expected)
    expect(fault?.given).not.toBe('')
    expect(fault?.cure).toMatch(cure)
  })

  const weights: [string, RegExp][] = [
    ['relationship=0, innovation=0, service=0, commercial=0', /one weight above 0/],
    ['relationship=-1, innovation=0, service=0, commercial=1', /whole number from 0 to 1000/],
    ['relationship=1001, innovation=0, service=0, commercial=1', /whole number from 0 to 1000/],
    ['relationship=many, innovation=0, service=0, commercial=1', /whole number from 0 to 1000/],
    ['relationship=1.5, innovation=0, service=0, commercial=1', /whole number from 0 to 1000/],
    ['relationship=1, innovation=0, service=0, comercial=1', /one of the drivers/],
    ['relationship=1, innovation=0, service=0, commercial=1, Service=2', /each driver once/],
  ]

  test.each(weights)('DRIVER_WEIGHTS=%s', (given, expected) => {
    const [fault, ...others] = faultsOf({ DRIVER_WEIGHTS: given })
    expect(others).toEqual([])
    expect(fault?.expected).toMatch(expected)
  })

  test('are short and show what cannot be seen', () => {
    const [fault] = faultsOf({ TIME_ZONE: `\u001b[31m\u200b\nUTC${'x'.repeat(1000)}` })
    expect(fault?.given.slice(0, 25)).toBe('\\u{1b}[31m\\u{200b}\\nUTCxx')
    expect(fault?.given.length).toBeLessThan(200)
  })
})
