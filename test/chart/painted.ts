import { Resvg } from '@resvg/resvg-js'
import type { Pixels } from '../../src/chart/raster.js'

/** The pixels of a PNG, as the renderer reads them. */
export function decoded(png: Buffer): Pixels {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const href = `data:image/png;base64,${png.toString('base64')}`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" image-rendering="optimizeSpeed" href="${href}"/></svg>`
  const { pixels } = new Resvg(svg).render()
  return { width, height, pixels }
}
