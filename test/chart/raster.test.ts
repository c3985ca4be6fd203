import { Resvg } from '@resvg/resvg-js'
import { describe, expect, it } from 'vitest'
import type { Drawing } from '../../src/chart/drawing.js'
import { indexedPng } from '../../src/chart/raster.js'
import { sparkline } from '../../src/chart/sparkline.js'
import { statusBands } from '../../src/chart/status-bands.js'
import { waterfall } from '../../src/chart/waterfall.js'
import { decoded, raster } from './painted.js'
import { everything, risk } from './risk.js'
import { steady } from './trend-week.js'

const trend = [62, 63, 60, 61, 58, null, 57, 55, 56, 52, 50, 48]
const drawings: Readonly<Record<string, Drawing | null>> = {
  sparkline: sparkline(trend, { redBelow: 50, greenFrom: 75 }),
  'status bands': statusBands(steady([25, 25, 25, 25])),
  waterfall: waterfall(risk(100, everything)),
}

describe.each(Object.entries(drawings))('the PNG of a %s', (_, drawing) => {
  const { svg, width, height } = drawing ?? { svg: '', width: 0, height: 0 }
  const png = raster({ svg, width, height })

  it('has two pixels for each CSS pixel, and is transparent where nothing is drawn', () => {
    const image = decoded(png)
    expect([image.width, image.height]).toEqual([2 * width, 2 * height])
    expect(image.pixels.readUInt32BE(0)).toBe(0)
  })

  it('shows what the renderer painted, in half the bytes at most', () => {
    const rendered = new Resvg(svg, { fitTo: { mode: 'zoom', value: 2 } }).render()
    expect(furthest(decoded(png).pixels, rendered.pixels)).toBeLessThanOrEqual(1)
    expect(png.length).toBeLessThan(rendered.asPng().length / 1.7)
  })

  it('is the same every time', () => {
    expect(raster({ svg, width, height })).toEqual(png)
  })
})

describe('a PNG with a palette', () => {
  it('has room for 256 colours', () => {
    expect(indexedPng(shades(256))).not.toBeNull()
    expect(indexedPng(shades(257))).toBeNull()
  })
})

/** The largest difference between two pictures, of a channel of a pixel. */
function furthest(one: Buffer, other: Buffer): number {
  expect(one.length).toBe(other.length)
  return one.reduce((most, channel, at) => Math.max(most, Math.abs(channel - (other[at] ?? 0))), 0)
}

/** One row of pixels, each of another colour. */
function shades(count: number) {
  const pixels = Buffer.alloc(count * 4, 255)
  for (let pixel = 0; pixel < count; pixel += 1) pixels.writeUInt16BE(pixel, pixel * 4)
  return { width: count, height: 1, pixels }
}
