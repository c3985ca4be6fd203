import { createHash } from 'node:crypto'
import type { Drawing } from './drawing.js'
import type { Raster } from './raster.js'

/** A painted picture that a message carries and shows as `cid:ID`. */
export interface PaintedImage {
  readonly cid: string
  readonly png: Buffer
}

/** Pictures by their drawings, each painted once however many messages show it. */
export interface Album {
  /** The picture's Content-ID: the same for the same picture. */
  readonly cidOf: (drawing: Drawing) => string
  /** The pictures that a page refers to, each once, in the order in which they first appear. */
  readonly imagesIn: (html: string) => PaintedImage[]
}

/** What was painted before is taken from `painted`, by SVG, and what is new is added to it. */
export function album(
  raster: Raster,
  domain: string,
  painted: Map<string, PaintedImage> = new Map(),
): Album {
  return {
    cidOf: (drawing) => {
      const known = painted.get(drawing.svg)
      if (known !== undefined) return known.cid
      const png = raster(drawing)
      const hash = createHash('sha256').update(png).digest('hex').slice(0, 16)
      const image = { cid: `mmr-${hash}@${domain}`, png }
      painted.set(drawing.svg, image)
      return image.cid
    },
    imagesIn: (html) => {
      const shown = new Set([...html.matchAll(/\bcid:([^"'\s)>]+)/g)].map(([, cid]) => cid))
      const byCid = new Map([...painted.values()].map((image) => [image.cid, image]))
      return [...shown].flatMap((cid) => byCid.get(cid ?? '') ?? [])
    },
  }
}
