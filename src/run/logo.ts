import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from '../config/config.js'
import { type Format, formatOf } from '../format.js'
import type { Logo } from '../report/brand.js'
import type { Workspace } from './workspace.js'

/** The picture of the settings, or what is wrong with it. */
export type LogoReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'logo'; readonly logo: Logo }
  | { readonly kind: 'unsound'; readonly fault: string }

/** With every message; 500 KB is where mail servers begin to mind. */
const mostBytes = 100_000

/** What it may take of a phone's first screen, in CSS pixels. */
const room = { width: 240, height: 48 }

/** Reads LOGO_FILE; `directory` is where a relative path starts. */
export async function readLogo(config: Config, directory: string): Promise<LogoReading> {
  const { logoFile } = config
  if (logoFile === null) return { kind: 'none' }
  const file = resolve(directory, logoFile)
  try {
    return logoIn(file, await readFile(file), formatOf(config))
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

function logoIn(file: string, bytes: Buffer, { count }: Format): LogoReading {
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
  return { kind: 'logo', logo: { png: bytes.toString('base64'), ...shown(size) } }
}

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
function shown({ width, height }: Size): Size {
  const scale = Math.min(1 / 2, room.width / width, room.height / height)
  const length = (pixels: number) => Math.max(1, Math.round(pixels * scale))
  return { width: length(width), height: length(height) }
}
