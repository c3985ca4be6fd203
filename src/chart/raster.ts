import { crc32, deflateSync } from 'node:zlib'
/** Nothing can be painted on this machine. */
export class RasterFault extends Error {
  override readonly name = 'RasterFault'
  readonly cure = 'Run npm ci, and not with --omit=optional.'
}

/**
 * The renderer is a binary of its own for each platform, loaded here and not before: what never
 * paints does without it. Throws a `RasterFault` where there is none for this machine.
 */
export async function loadRenderer(): Promise<typeof import('@resvg/resvg-js')> {
  try {
    return await import('@resvg/resvg-js')
  } catch (cause) {
    const message = 'Pictures cannot be painted: @resvg/resvg-js is not installed for this machine.'
    throw new RasterFault(message, { cause })
  }
}

/** A painted picture: RGBA, four bytes a pixel, the colours multiplied by their opacity. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly pixels: Buffer
}

const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/**
 * A PNG with a palette, for pictures of few colours: half the bytes of one with four bytes a pixel.
 * Null where there are more colours than a palette holds.
 */
export function indexedPng({ width, height, pixels }: Pixels): Buffer | null {
  const colours = new Map<number, number>()
  const rows = Buffer.alloc((width + 1) * height)
  const painted = whole(pixels)
  let [last, index] = [-1, 0]
  for (let row = 0, pixel = 0; row < height; row += 1) {
    // Each row begins with the number of its filter: 0, for none.
    for (let at = row * (width + 1) + 1; at < (row + 1) * (width + 1); at += 1, pixel += 1) {
      const colour = painted[pixel] ?? 0
      // Most pixels are like the one before: no need to look them up.
      if (colour !== last) {
        index = colours.get(colour) ?? colours.size
        if (index > 255) return null
        colours.set(colour, index)
        last = colour
      }
      rows[at] = index
    }
  }
  const palette = [...colours.keys()].map(straight)
  return Buffer.concat([
    signature,
    chunk('IHDR', header(width, height)),
    chunk('PLTE', Buffer.from(palette.flatMap(({ rgb }) => rgb))),
    chunk('tRNS', Buffer.from(palette.map(({ alpha }) => alpha))),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/**
 * One number a pixel, in the machine's order of bytes: reading byte by byte takes ten times as
 * long.
 */
function whole(pixels: Buffer): Uint32Array {
  const { buffer, byteOffset, length } = byteAligned(pixels)
  return new Uint32Array(buffer, byteOffset, length / 4)
}

/**
 * A copy only where there has to be one: thousands of them are garbage faster than it is collected.
 */
function byteAligned(pixels: Buffer): Uint8Array {
  return pixels.byteOffset % 4 === 0 ? pixels : new Uint8Array(pixels)
}

/**
 * Eight bits a pixel, each the index of a colour; compressed, filtered and ordered the usual way.
 */
function header(width: number, height: number): Buffer {
  const bytes = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 3, 0, 0, 0])
  bytes.writeUInt32BE(width, 0)
  bytes.writeUInt32BE(height, 4)
  return bytes
}

/** PNG keeps colours apart from their opacity. */
function straight(colour: number): { readonly rgb: readonly number[]; readonly alpha: number } {
  const [red = 0, green = 0, blue = 0, alpha = 0] = new Uint8Array(Uint32Array.of(colour).buffer)
  const channels = [red, green, blue]
  const rgb = channels.map((one) => (alpha === 0 ? 0 : Math.round((one * 255) / alpha)))
  return { rgb, alpha }
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(content.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
