import type { Presentation } from '../report/facts.js'
import type { InlineImage } from './compose.js'
import { cleanText } from './view/phrase.js'

/** A picture that a message carries and its page shows as `cid:ID`. */
export interface Picture {
  readonly cid: string
  /** In CSS pixels. */
  readonly width: number
  readonly height: number
  /** The facts that it shows, in words: all that is left of it where pictures are off. */
  readonly alt: string
}

/** The same in every message: only one of them is ever in it. */
const cid = 'logo@monday-morning-report'

/** Where the page shows it; where pictures are off, the company's name stands in its place. */
export function logoPicture({ logo, companyName }: Presentation): Picture | null {
  if (logo === null) return null
  const { width, height } = logo
  return { cid, width, height, alt: cleanText(companyName, 60) }
}

/** What a message of that presentation has to carry for it. */
export function logoImages({ logo }: Presentation): InlineImage[] {
  return logo === null ? [] : [{ cid, png: Buffer.from(logo.png, 'base64') }]
}
