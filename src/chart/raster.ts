import type { Drawing } from './drawing.js'
import { indexedPng } from './png.js'

/** Paints a drawing as PNG: transparent, two pixels for each CSS pixel. */
export type Raster = (drawing: Drawing) => Buffer

/** Nothing can be painted on this machine. */
export class RasterFault extends Error {
  override readonly name = 'RasterFault'
  readonly cure = 'Run npm ci, and not with --omit=optional.'
}

/**
 * The renderer is a binary of its own for each platform, loaded here and not before: what never
 * paints does without it. Throws a `RasterFault` where there is none.
 */
export async function openRaster(): Promise<Raster> {
  const { Resvg } = await load()
  // Pictures hold no text, so the fonts of the machine, which differ, are never looked at.
  const options = { fitTo: { mode: 'zoom', value: 2 }, font: { loadSystemFonts: false } } as const
  return ({ svg }) => {
    const painted = new Resvg(svg, options).render()
    return indexedPng(painted) ?? painted.asPng()
  }
}

async function load(): Promise<typeof import('@resvg/resvg-js')> {
  try {
    return await import('@resvg/resvg-js')
  } catch (cause) {
    const message = 'Charts cannot be painted: @resvg/resvg-js is not installed for this machine.'
    throw new RasterFault(message, { cause })
  }
}
