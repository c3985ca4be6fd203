import { palette } from '../palette.js'
import type { Accent } from '../report/brand.js'

/** The grounds that the digests have, by light and by dark. */
const white = palette.light.page
const dark = palette.dark.page

/**
 * What text needs (WCAG 2, AA); on dark it is a shade that we choose, so that we can ask for more.
 */
export const leastOnWhite = 4.5
const leastOnDark = 7

/** The colour and its lighter shade for dark; null where it is too pale for text on white. */
export function accentOf(color: string): Accent | null {
  const onWhite = color.toLowerCase()
  if (contrast(onWhite, white) < leastOnWhite) return null
  return {
    onWhite,
    onDark: shaded(onWhite, white, (shade) => contrast(shade, dark) >= leastOnDark),
  }
}

/** The nearest darker shade of a colour that text on white can have. */
export function darkened(color: string): string {
  return shaded(color, '#000000', (shade) => contrast(shade, white) >= leastOnWhite)
}

/** How far two colours are apart, from 1 to 21 (WCAG 2). Both are `#rrggbb`. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

const steps = 32

/** As little of `towards` mixed into a colour as will do; all of it where nothing less does. */
function shaded(color: string, towards: string, willDo: (shade: string) => boolean): string {
  for (let step = 0; step < steps; step += 1) {
    const shade = mixed(color, towards, step / steps)
    if (willDo(shade)) return shade
  }
  return towards
}

function mixed(color: string, other: string, share: number): string {
  const others = channels(other)
  const mix = channels(color).map((channel, index) =>
    Math.round(channel + ((others[index] ?? 0) - channel) * share),
  )
  return `#${mix.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function channels(color: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(color.slice(start, start + 2), 16))
}
