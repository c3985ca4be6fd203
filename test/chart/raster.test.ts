import { Resvg } from '@resvg/resvg-js'
import { describe, expect, it } from 'vitest'
import { indexedPng } from '../../src/chart/raster.js'
import { decoded } from './painted.js'

describe('a PNG with a palette', () => {
  it('shows what the renderer painted, transparent where nothing is, in fewer bytes', () => {
    const svg =
      '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="48"><rect x="4" y="4" width="90" height="40" rx="9" fill="#101828"/><circle cx="180" cy="24" r="20" fill="#c5322a" fill-opacity="0.6"/></svg>'
    const rendered = new Resvg(svg).render()
    const png = indexedPng(rendered) ?? expect.fail()
    expect(decoded(png).pixels.readUInt32BE(0)).toBe(0)
    expect(furthest(decoded(png).pixels, rendered.pixels)).toBeLessThanOrEqual(1)
    expect(png.length).toBeLessThan(rendered.asPng().length)
    expect(indexedPng(new Resvg(svg).render())).toEqual(png)
  })

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
