import { describe, expect, it } from 'vitest'
import { ink, statusColours } from '../../src/chart/drawing.js'

const pages = { white: '#ffffff', dark: '#121212', 'our own dark': '#14171a' }

describe('every colour stands out, three to one,', () => {
  it.each(
    Object.entries(pages).flatMap(([name, page]) =>
      [...Object.values(statusColours), ink].map((colour) => [name, colour, page] as const),
    ),
  )('on a page that is %s: %s', (_, colour, page) => {
    expect(contrast(colour, page)).toBeGreaterThanOrEqual(3)
  })
})

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
