import { createHash } from 'node:crypto'
import type { Drawing } from './drawing.js'
import type { Raster } from './raster.js'

/** A painted picture that a message carries and its page shows as `cid:ID`. */
export interface PaintedImage {
  readonly cid: string
  readonly png: Buffer
}

/**
 * The pictures of an edition: one that many messages in a row show is painted once. Those not asked
 * for lately are let go of, so that an edition to thousands takes no more memory than one to
 * hundreds.
 */
export interface Album {
  /**
   * Takes a drawing in and gives back its Content-ID: the same for the same drawing, always and
   * everywhere, whatever bytes it is painted with.
   */
  readonly cidOf: (drawing: Drawing) => string
  /** The pictures that a page refers to, each once, in the order in which they first appear. */
  readonly imagesIn: (html: string) => PaintedImage[]
}

/** `domain` is the sender's: a Content-ID looks like an address (RFC 2392). */
export function album(raster: Raster, domain: string): Album {
  const drawings = new Map<string, Drawing>()
  const painted = new Map<string, PaintedImage>()
  const imageOf = (cid: string, drawing: Drawing): PaintedImage =>
    kept(painted, cid, painted.get(cid) ?? { cid, png: raster(drawing) })
  return {
    cidOf: (drawing) => {
      const hash = createHash('sha256').update(drawing.svg).digest('hex')
      const cid = `mmr-${hash.slice(0, 16)}@${domain}`
      kept(drawings, cid, drawing)
      return cid
    },
    imagesIn: (html) =>
      [...cidsIn(html)].flatMap((cid) => {
        const drawing = drawings.get(cid)
        return drawing === undefined ? [] : [imageOf(cid, drawing)]
      }),
  }
}

/** More than any one message shows: it needs all of its drawings at once. */
const mostKept = 1000

function kept<Of>(shelf: Map<string, Of>, cid: string, one: Of): Of {
  shelf.delete(cid)
  shelf.set(cid, one)
  const [oldest] = shelf.size > mostKept ? shelf.keys() : []
  if (oldest !== undefined) shelf.delete(oldest)
  return one
}

function cidsIn(html: string): Set<string> {
  return new Set([...html.matchAll(/\bcid:([^"'\s)>]+)/g)].map(([, cid = '']) => cid))
}
