import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { onWhite } from '../chart/logo.js'
import { RasterFault } from '../chart/raster.js'
import type { Config } from '../config/config.js'
import { type Format, formatOf } from '../format.js'
import type { Logo } from '../report/brand.js'
import type { Workspace } from './workspace.js'

/** The picture of the settings, or what is wrong with it. */
export type LogoReading =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'logo'
      readonly logo: Logo
      /** Why it has no white behind it, and what to do; null where it has, or needs none. */
      readonly bare: { readonly what: string; readonly cure: string } | null
    }
  | { readonly kind: 'unsound'; readonly fault: string }

/** With every message; 500 KB is where mail servers begin to mind. */
const mostBytes = 100_000

/** 8 MB once it is unpacked: some file of few bytes is a picture of many thousand pixels. */
const mostPixels = 2_000_000

/** What it may take of a phone's first screen, in CSS pixels, its margin aside. */
const room = { width: 240, height: 48 }

/** Around a picture that white is painted behind, in CSS pixels. */
const margin = 6

/**
 * Reads LOGO_FILE; `directory` is where a relative path starts. A picture that lets through what is
 * behind it gets white there, with a margin, so that it can be seen on a dark page, too.
 */
export async function readLogo(config: Config, directory: string): Promise<LogoReading> {
  const { logoFile } = config
  if (logoFile === null) return { kind: 'none' }
  const file = resolve(directory, logoFile)
  try {
    return await logoIn(file, await readFile(file), formatOf(config))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { kind: 'unsound', fault: `LOGO_FILE can't be read: ${why}.` }
  }
}

/**
 * The logo that was read. Throws rather than freezing an edition without the one it should have.
 */
export function logoOf({ config, logo = null }: Workspace): Logo | null {
  if (config.logoFile === null || logo !== null) return logo
  throw new Error('the messages should show a logo, and it was not read')
}

async function logoIn(file: string, bytes: Buffer, { count }: Format): Promise<LogoReading> {
  const size = sizeOf(bytes)
  if (size === null) {
    const cure = 'Mail clients show no SVG, and not all show anything else: save it as PNG.'
    return { kind: 'unsound', fault: `LOGO_FILE ${file} is not a PNG picture. ${cure}` }
  }
  if (bytes.length > mostBytes) {
    const has = `has ${count(bytes.length)} bytes, more than ${count(mostBytes)}`
    const cure = `It is shown at most ${room.width} × ${room.height} pixels large: twice that is enough.`
    return { kind: 'unsound', fault: `LOGO_FILE ${file} ${has}. ${cure}` }
  }
  const { width, height } = shown(size)
  const asItIs = { png: bytes.toString('base64'), width, height }
  const tooLarge = (what: string): LogoReading => {
    const cure = `Save it at about ${count(2 * width)} × ${count(2 * height)} pixels.`
    return {
      kind: 'logo',
      logo: asItIs,
      bare: { what: `LOGO_FILE ${file} ${what}, ${bare}`, cure },
    }
  }
  if (size.width * size.height > mostPixels) {
    return tooLarge(`is ${count(size.width)} × ${count(size.height)} pixels large`)
  }
  try {
    const ground = await onWhite(bytes, size, Math.round(margin / scaleOf(size)))
    if (ground.kind === 'nothing') {
      const fault = `LOGO_FILE ${file} shows nothing. It is blank or broken off. Save it again.`
      return { kind: 'unsound', fault }
    }
    if (ground.kind === 'own') return { kind: 'logo', logo: asItIs, bare: null }
    const { png } = ground
    if (png.length > mostBytes) return tooLarge('takes too many bytes with white behind it')
    const painted = { width: width + 2 * margin, height: height + 2 * margin }
    return { kind: 'logo', logo: { png: png.toString('base64'), ...painted }, bare: null }
  } catch (error) {
    if (!(error instanceof RasterFault)) throw error
    const { message, cure } = error
    const what = `LOGO_FILE is shown as it is, ${dark}. ${message}`
    return { kind: 'logo', logo: asItIs, bare: { what, cure } }
  }
}

const dark = 'and what is dark in it may vanish where a mail program turns the page dark'
const bare = `so that it is shown as it is, ${dark}.`

interface Size {
  readonly width: number
  readonly height: number
}

/** From the first chunk, which has to be IHDR; null where these bytes are no PNG. */
function sizeOf(bytes: Buffer): Size | null {
  const isPng = bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n'
  if (!isPng || bytes.length < 24 || bytes.subarray(12, 16).toString('latin1') !== 'IHDR')
    return null
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  return width > 0 && height > 0 ? { width, height } : null
}

/** Two pixels of the file for each of the screen's, and no more than there is room for. */
function scaleOf({ width, height }: Size): number {
  return Math.min(1 / 2, room.width / width, room.height / height)
}

function shown(size: Size): Size {
  const scale = scaleOf(size)
  const length = (pixels: number) => Math.max(1, Math.round(pixels * scale))
  return { width: length(size.width), height: length(size.height) }
}
