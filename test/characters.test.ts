import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchKey, misreadPiece, plainForm, tidyName } from '../src/characters.js'

const text = fc.string({ unit: 'binary' })

describe('the same letters', () => {
  const looks: [string, string][] = [
    ['Zürich', 'Zu\u0308rich'],
    ['KÖ-3', 'KO\u0308-3'],
    ['Ngữ', 'Ngu\u031b\u0303'],
    ['한글', '한글'],
    ['North West', 'North\u00a0West'],
    ['North West', 'North\u202fWest'],
    ['North West', 'North\u2007West'],
    ['North West', '\u00a0North West\ufeff'],
    ['A-1', 'A\u200b-1'],
    ['A-1', 'A-\u00ad1'],
    ['A-1', 'A-1\u2060'],
    ['A-1', '\ufeffA-1'],
    ['é', 'e\u200b\u0301'],
  ]
  test.each(looks)('%j and %j are kept alike', (one, other) => {
    expect(tidyName(other)).toBe(one)
  })

  test.each([
    ...looks,
    ['A-1', 'A\u200d-1'],
    ['A-1', 'A\u200c-1'],
    ['A-1', '\u200eA-1\u200f'],
    ['A-1', '\u2066A-1\u2069'],
    ['A-1', 'A\u034f-1'],
    ['A-1', 'A-1\ufe0f'],
    ['A-1', 'Ａ－１'],
    ['North West', 'North\u3000West'],
    ['North West', 'North\u2009West'],
  ])('%j and %j are one id', (one, other) => {
    expect(plainForm(other)).toBe(plainForm(one))
    expect(matchKey(other)).toBe(matchKey(one.toUpperCase()))
  })

  test.each([
    ['A-1', 'a-1'],
    ['A-1', 'A1'],
    ['A²', 'A2'],
    ['Zürich', 'Zurich'],
    ['А-1', 'A-1'],
    ['A 1', 'A1'],
  ])('%j and %j are two ids', (one, other) => {
    expect(plainForm(other)).not.toBe(plainForm(one))
  })

  test.each([
    ['a Persian name', 'علی\u200cرضا'],
    ['a family', '👩\u200d👩\u200d👧'],
    ['a direction', '\u200fדנה'],
    ['a Japanese name', '山田\u3000太郎'],
  ])('%s keeps what it is made of', (_what, name) => {
    expect(tidyName(name)).toBe(name)
  })

  test('done twice is done once', () => {
    fc.assert(
      fc.property(text, (any) => {
        expect(tidyName(tidyName(any))).toBe(tidyName(any))
        expect(plainForm(plainForm(any))).toBe(plainForm(any))
        expect(plainForm(tidyName(any))).toBe(plainForm(any))
      }),
    )
  })
})

describe('text that was read in the wrong encoding', () => {
  const letters = [...'äöüÄÖÜßéèêëàáâãçñíóôúûøåæœÆØÅÉÑłšžčćńźż€£§°«»¿©®“„–…Дж']

  test.each(letters)('as Latin-1, by its %s', (letter) => {
    expect(misreadPiece(Buffer.from(`Mu${letter}ller`).toString('latin1'))).not.toBeNull()
  })

  // Of some letters, what Windows-1252 makes could be meant: Ò gives Ã’, as in a quotation.
  const could = [...'äöüÄÖÜßéèêëàáâãçñíóôúûøåæÆØÉÑłšžćńźż€£§°«»¿©®“„–…']

  test.each(could)('as Windows-1252, by its %s', (letter) => {
    expect(misreadPiece(asWindows1252(`Mu${letter}ller`))).not.toBeNull()
  })

  test.each(['M\ufffdller', 'Mï¿½ller', 'donâ€™t', 'CafÃ© Ã  la carte', 'ï»¿Name'])('%s', (bad) => {
    expect(misreadPiece(bad)).not.toBeNull()
  })

  test.each([
    'Müller Gebäudedienste',
    '„Spaß“ – „Groß…“',
    'SÃO JOÃO DA MANHÃ',
    '“MANHÔ, disse',
    'Ångström Åå, ÄTM™ GmbH',
    'CAFÉ» «À»',
    'Ðorðe Þór',
    'Đặng Thị Ngọc Ân',
    'ÂN “PHƯỢNG”',
    'Привет',
    '日本語',
    '👩‍🚒 Ünïcödé 保険',
  ])('%s is no such text', (good) => {
    expect(misreadPiece(good)).toBeNull()
  })
})

/** What UTF-8 looks like when it is read as Windows-1252. */
function asWindows1252(text: string): string {
  const own = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'
  const latin = Buffer.from(text).toString('latin1')
  return latin.replace(/[\u0080-\u009f]/g, (one) => own[one.charCodeAt(0) - 0x80] ?? one)
}
