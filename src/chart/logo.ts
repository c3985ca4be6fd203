import { palette } from '../palette.js'
import { indexedPng, loadRenderer, type Pixels } from './raster.js'

interface Size {
  readonly width: number
  readonly height: number
}

/** What stands behind a picture, or what was put there. */
export type Ground =
  /** It shows nothing: it is blank, or its bytes can't be read. */
  | { readonly kind: 'nothing' }
  /** It covers all of its own size. */
  | { readonly kind: 'own' }
  /** The picture on white, with a margin on each side; its pixels are what they were. */
  | { readonly kind: 'white'; readonly png: Buffer }

/**
 * Paints white behind a PNG that lets through what is behind it: a dark word-mark vanishes where a
 * mail program turns the page dark, and white in the style of the page is turned with it. `margin`
 * and `size`, which is the picture's own, are in pixels of it. Throws a `RasterFault` where nothing
 * can be painted on this machine.
 */
export async function onWhite(png: Buffer, size: Size, margin: number): Promise<Ground> {
  const { Resvg } = await loadRenderer()
  const paint = (around: number, behind: string) => {
    const [width, height] = [size.width + 2 * around, size.height + 2 * around]
    const open = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">`
    // Nothing is made larger or smaller, so that no pixel has to be made out of several.
    const place = `x="${around}" y="${around}" width="${size.width}" height="${size.height}"`
    const picture = `<image ${place} image-rendering="optimizeSpeed" href="data:image/png;base64,${png.toString('base64')}"/>`
    const svg = `${open}${behind}${picture}</svg>`
    return new Resvg(svg, { font: { loadSystemFonts: false }, logLevel: 'off' }).render()
  }
  const { least, most } = opacityOf(paint(0, ''))
  if (most === 0) return { kind: 'nothing' }
  if (least === 255) return { kind: 'own' }
  const painted = paint(margin, `<rect width="100%" height="100%" fill="${palette.light.page}"/>`)
  return { kind: 'white', png: indexedPng(painted) ?? painted.asPng() }
}

/** From 0, where nothing is seen, to 255, where nothing is seen through. */
function opacityOf({ pixels }: Pixels): { readonly least: number; readonly most: number } {
  let [least, most] = [255, 0]
  for (let at = 3; at < pixels.length; at += 4) {
    const alpha = pixels[at] ?? 0
    if (alpha < least) least = alpha
    if (alpha > most) most = alpha
  }
  return { least, most }
}
