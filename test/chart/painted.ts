import { Resvg } from '@resvg/resvg-js'
import { type Drawing, ink, statusColours } from '../../src/chart/drawing.js'
import { openRaster, type Pixels } from '../../src/chart/raster.js'

export const raster = await openRaster()

/** What a pixel shows, to a person: one of the palette's colours, or nothing. */
export type Seen = keyof typeof statusColours | 'ink' | ''

/** A painted drawing, looked at by CSS pixel; the middle of one is where its four pixels meet. */
export interface Painted {
  readonly seen: (x: number, y: number) => Seen
  /** What is seen from the top down, each colour once for each run of it. */
  readonly downwards: (x: number) => Seen[]
  /** What is seen from left to right, likewise. */
  readonly across: (y: number) => Seen[]
  /** The height of all that is not blank, in CSS pixels. */
  readonly inkedIn: (x: number) => number
}

export function painted(drawing: Drawing | null): Painted {
  if (drawing === null) throw new Error('there is no picture')
  const image = decoded(raster(drawing))
  const { width, height } = drawing
  const column = (x: number) =>
    Array.from({ length: height * 2 }, (_, y) => seenAt(image, x * 2, y))
  return {
    seen: (x, y) => seenAt(image, x * 2, y * 2),
    downwards: (x) => runs(column(x)),
    across: (y) => runs(Array.from({ length: width * 2 }, (_, x) => seenAt(image, x, y * 2))),
    inkedIn: (x) => column(x).filter((seen) => seen !== '').length / 2,
  }
}

/** The pixels of a PNG, as the renderer reads them. */
export function decoded(png: Buffer): Pixels {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  const href = `data:image/png;base64,${png.toString('base64')}`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" image-rendering="optimizeSpeed" href="${href}"/></svg>`
  const { pixels } = new Resvg(svg).render()
  return { width, height, pixels }
}

function seenAt({ width, pixels }: Pixels, x: number, y: number): Seen {
  const at = (y * width + x) * 4
  const alpha = pixels[at + 3] ?? 0
  if (alpha < 128) return ''
  const channels = [0, 1, 2].map((channel) => ((pixels[at + channel] ?? 0) * 255) / alpha)
  const distances = Object.entries({ ...statusColours, ink }).map(([name, colour]) => ({
    name: name as Seen,
    distance: channels.reduce((sum, one, channel) => {
      return (
        sum + Math.abs(one - Number.parseInt(colour.slice(1 + channel * 2, 3 + channel * 2), 16))
      )
    }, 0),
  }))
  return distances.reduce((best, next) => (next.distance < best.distance ? next : best)).name
}

function runs(seen: readonly Seen[]): Seen[] {
  return seen.filter((one, index) => one !== seen[index - 1])
}
