import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { accentOf, contrast, darkened } from '../../src/config/accent.js'
import { describeFault, readConfig } from '../../src/config/config.js'

const reading = (file: Record<string, string>) => readConfig({ file, process: {} })
const faultsOf = (file: Record<string, string>) => {
  const read = reading(file)
  return read.ok ? [] : read.faults.map(describeFault)
}

describe('ACCENT_COLOR', () => {
  it('keeps what can be read on white, and has a lighter shade for dark', () => {
    expect(reading({ ACCENT_COLOR: '#A1122B' })).toMatchObject({
      config: { accent: { onWhite: '#a1122b', onDark: expect.stringMatching(/^#[\da-f]{6}$/) } },
    })
  })

  test.each([
    [
      '#ffcc00',
      /^ACCENT_COLOR: expected a colour that can be read on white, at a contrast of 4\.5 or more, found "#ffcc00, at 1\.5"\. Take a darker shade; the nearest is #[\da-f]{6}\./,
    ],
    ['blue', /^ACCENT_COLOR: expected a colour as # and six digits of 0-9 and a-f, found "blue"/],
    ['#fff', /^ACCENT_COLOR: expected a colour as # and six digits/],
    ['#0b5cad;}', /^ACCENT_COLOR: expected a colour as # and six digits/],
  ])('%s is refused, with a cure', (ACCENT_COLOR, fault) => {
    expect(faultsOf({ ACCENT_COLOR })).toEqual([expect.stringMatching(fault)])
  })
})

describe('any colour', () => {
  const anyColor = fc
    .integer({ min: 0, max: 0xffffff })
    .map((color) => `#${color.toString(16).padStart(6, '0')}`)

  it('can be read on both grounds, or is refused for one that can', () => {
    fc.assert(
      fc.property(anyColor, (color) => {
        const accent = accentOf(color) ?? accentOf(darkened(color))
        expect(contrast(accent?.onWhite ?? '#ffffff', '#ffffff')).toBeGreaterThanOrEqual(4.5)
        expect(contrast(accent?.onDark ?? '#14171a', '#14171a')).toBeGreaterThanOrEqual(7)
      }),
    )
  })

  it('is as far from another as the other is from it, and not at all from itself', () => {
    fc.assert(
      fc.property(anyColor, anyColor, (one, other) => {
        expect(contrast(one, other)).toBe(contrast(other, one))
        expect(contrast(one, one)).toBe(1)
      }),
    )
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 10)
  })
})

describe('LOGO_FILE', () => {
  it('is a path, as it was written', () => {
    expect(reading({ LOGO_FILE: ' ./our logo.png ' })).toMatchObject({
      config: { logoFile: './our logo.png' },
    })
    expect(reading({})).toMatchObject({ config: { logoFile: null } })
  })

  it('is on one line', () => {
    expect(faultsOf({ LOGO_FILE: 'a\nb' })).toEqual([
      expect.stringMatching(/^LOGO_FILE: expected the path of a PNG file/),
    ])
  })
})
