import { createHash } from 'node:crypto'
import type { Drawing } from './drawing.js'
import type { Raster } from './raster.js'

/** A painted picture that a message carries and its page shows as `cid:ID`. */
export interface PaintedImage {
  readonly cid: string
  readonly png: Buffer
}

/**
 * The pictures of an edition: one that several messages show is painted twice at most, as long as
 * it is asked for now and then. What one message alone shows is let go of with its page: most are
 * such, and an edition to thousands takes no more memory than one to hundreds.
 */
export interface ImageCache {
  readonly page: () => Page
}

/** The drawings of one message. */
export interface Page {
  /**
   * Takes a drawing in and gives back its Content-ID: the same for the same drawing, always and
   * everywhere, whatever bytes it is painted with.
   */
  readonly cidOf: (drawing: Drawing) => string
  /** The pictures that its HTML refers to, each once, in the order in which they first appear. */
  readonly imagesIn: (html: string) => PaintedImage[]
}

/** A drawing and the name it will have. */
interface Sketch {
  readonly cid: string
  readonly drawing: Drawing
}

/** `domain` is the sender's: a Content-ID looks like an address (RFC 2392). */
export function imageCache(raster: Raster, domain: string): ImageCache {
  const seen = new Map<string, true>()
  const shared = new Map<string, PaintedImage>()
  const imageOf = ({ cid, drawing }: Sketch): PaintedImage => {
    const isShared = seen.has(cid)
    keep(seen, cid, true)
    const image = shared.get(cid) ?? { cid, png: raster(drawing) }
    if (isShared) keep(shared, cid, image)
    return image
  }
  return { page: () => page(imageOf, domain) }
}

function page(imageOf: (sketch: Sketch) => PaintedImage, domain: string): Page {
  const sketches = new Map<string, Sketch>()
  return {
    cidOf: (drawing) => {
      const hash = createHash('sha256').update(drawing.svg).digest('hex')
      const cid = `mmr-${hash.slice(0, 16)}@${domain}`
      sketches.set(cid, { cid, drawing })
      return cid
    },
    // Not a name that was found in the HTML is kept: as a part of it, it would keep all of it.
    imagesIn: (html) =>
      [...cidsIn(html)].flatMap((cid) => {
        const sketch = sketches.get(cid)
        return sketch === undefined ? [] : [imageOf(sketch)]
      }),
  }
}

/** More than any one message shows. */
const mostKept = 1000

/** The latest comes last; the one that was asked for longest ago makes room. */
function keep<Of>(shelf: Map<string, Of>, cid: string, one: Of): void {
  shelf.delete(cid)
  shelf.set(cid, one)
  const [oldest] = shelf.size > mostKept ? shelf.keys() : []
  if (oldest !== undefined) shelf.delete(oldest)
}

function cidsIn(html: string): Set<string> {
  return new Set([...html.matchAll(/\bcid:([^"'\s)>]+)/g)].map(([, cid = '']) => cid))
}
