import { describe, expect, test } from 'vitest'
import { describeFault } from '../../src/config/config.js'
import { configOf, faultsOf } from './reading.js'

describe('the same letters in other bytes', () => {
  test('are the same names, regions and company', () => {
    const plain = {
      EXECUTIVES: 'Jörg Weiß <joerg@example.com> (region=Zürich Nord)',
      COMPANY_NAME: 'Müller Dienste',
    }
    const others = {
      EXECUTIVES:
        'Jo\u0308rg\u00a0We\u00adiß <joerg@example.com> (region=Zu\u0308rich\u202fNo\u200brd)',
      COMPANY_NAME: '\ufeffMu\u0308ller\u00a0Dienste\u2060',
    }
    expect(configOf(others)).toEqual(configOf(plain))
  })

  test('separate the parts of a value as plain blanks do', () => {
    const plain = { REPORT_AT: 'Tue 06:30', EXCHANGE_RATES: 'EUR=1.1, GBP=1.2', LOCALE: 'de-DE' }
    const others = Object.entries(plain).map(([name, text]) => [
      name,
      `\u00a0${text.replaceAll(' ', '\u00a0')}\u202f`,
    ])
    expect(configOf(Object.fromEntries(others))).toEqual(configOf(plain))
  })

  test('are kept in paths and secrets, where every byte counts', () => {
    const path = './Gro\u0308\u00dfe.png'
    expect(configOf({ LOGO_FILE: path }).logoFile).toBe(path)
    expect(configOf({ DATABASE_URL: path }).databaseFile).toBe(path)
  })

  test('leave a name its joiners', () => {
    const [ali] = configOf({ ADMINS: 'علی\u200cرضا <ali@example.com>' }).admins
    expect(ali?.name).toBe('علی\u200cرضا')
  })
})

describe('letters that were read in the wrong encoding', () => {
  test.each([
    ['COMPANY_NAME', 'M\ufffdller'],
    ['COMPANY_NAME', 'MÃ¼ller GebÃ¤udedienste'],
    ['EXECUTIVES', 'JÃ¶rg <j@example.com>'],
    ['ADMINS', 'J\ufffdrg <j@example.com>'],
    ['MAIL_FROM', 'Donâ€™t <r@example.com>'],
    ['EXECUTIVES', 'Ann <ann@example.com> (region=ZÃ¼rich)'],
  ])('are a fault in %s, with the cure: %s', (variable, text) => {
    expect(faultsOf({ [variable]: text }).map(describeFault)).toEqual([
      expect.stringMatching(new RegExp(`^${variable}: expected letters .* UTF-8`)),
    ])
  })

  test('say nothing about secrets', () => {
    const secret = { SMTP_URL: 'smtp://user:pÃ¼w@mail.example.com' }
    expect(faultsOf(secret).map(({ given }) => given)).toEqual([])
  })
})
