/// <reference lib="dom" />
import type { Page } from 'playwright-core'

/** Words and where they stand, in CSS pixels. */
interface Box {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Pixels for each CSS pixel: fine enough for a stem of thin type to show its own colour. */
export const scale = 2

/** Words as they are seen: their contrast, and how bright their ground is, from 0 to 1. */
export interface Seen {
  readonly text: string
  readonly contrast: number
  readonly ground: number
}

/**
 * Every word on a page, measured from what is drawn: a client that turns colours round on its own
 * tells nobody which ones it took.
 */
export async function seenOn(page: Page): Promise<Seen[]> {
  const boxes = await page.evaluate(boxesOfWords)
  const picture = await page.screenshot({ fullPage: true })
  return await page.evaluate(seenIn, { png: picture.toString('base64'), boxes, scale })
}

function boxesOfWords(): Box[] {
  const boxes: Box[] = []
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (words.nextNode()) {
    const text = words.currentNode.textContent?.trim() ?? ''
    const range = document.createRange()
    range.selectNodeContents(words.currentNode)
    const [first] = range.getClientRects()
    if (text === '' || first === undefined || first.width < 4) continue
    // Half a pixel inside, so that no neighbour's colour counts.
    const { x, y, width, height } = first
    boxes.push({
      text,
      x: x + scrollX + 0.5,
      y: y + scrollY + 0.5,
      width: width - 1,
      height: height - 1,
    })
  }
  return boxes
}

/** The most frequent colour of each box against the one that is farthest from it. */
async function seenIn(drawn: {
  readonly png: string
  readonly boxes: readonly Box[]
  readonly scale: number
}): Promise<Seen[]> {
  const bytes = Uint8Array.from(atob(drawn.png), (character) => character.charCodeAt(0))
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('no canvas')
  context.drawImage(picture, 0, 0)
  return drawn.boxes.map(({ text, x, y, width, height }) => {
    const at = [x, y, width, height].map((length) => Math.round(length * drawn.scale))
    const { data } = context.getImageData(at[0] ?? 0, at[1] ?? 0, at[2] ?? 1, at[3] ?? 1)
    const counts = new Map<number, number>()
    for (let index = 0; index < data.length; index += 4) {
      const [red = 0, green = 0, blue = 0] = data.subarray(index, index + 3)
      const color = (red << 16) | (green << 8) | blue
      counts.set(color, (counts.get(color) ?? 0) + 1)
    }
    const [[ground] = [0]] = [...counts].sort(([, a], [, b]) => b - a)
    const contrasts = [...counts.keys()].map((color) => contrastOf(color, ground))
    return { text, contrast: Math.max(...contrasts), ground: luminance(ground) }
  })

  function contrastOf(one: number, other: number): number {
    const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
    return (light + 0.05) / (dark + 0.05)
  }

  /** As WCAG 2 defines it. */
  function luminance(color: number): number {
    const linear = (channel: number) => {
      const share = channel / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    }
    const [red, green, blue] = [color >> 16, (color >> 8) & 255, color & 255].map(linear)
    return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0)
  }
}
