/// <reference lib="dom" />
import type { Page } from 'playwright-core'

/** What is wrong with a page as it is laid out now; empty where nothing is. */
export async function surveyed(page: Page): Promise<string[]> {
  return await page.evaluate(survey, { textPixels: 14, buttonPixels: 44, contrast: 4.5 })
}

interface Least {
  readonly textPixels: number
  readonly buttonPixels: number
  readonly contrast: number
}

/** Runs in the browser, so that it can use nothing from outside. */
function survey(least: Least): string[] {
  const faults = new Set<string>()
  const wide = document.documentElement.scrollWidth
  if (wide > innerWidth) faults.add(`${wide} px wide where there are ${innerWidth}`)

  for (const element of document.body.querySelectorAll('*')) {
    const { left, right, width, height } = element.getBoundingClientRect()
    if (width === 0 || height === 0 || isCutOff(element)) continue
    if (left < -0.5 || right > innerWidth + 0.5) {
      faults.add(`<${element.tagName.toLowerCase()}> from ${left} to ${right} px: ${said(element)}`)
    }
  }

  for (const link of document.querySelectorAll('a')) {
    const { width, height } = link.getBoundingClientRect()
    const isButton = getComputedStyle(link).display !== 'inline'
    if (isButton && (height < least.buttonPixels || width < least.buttonPixels)) {
      faults.add(`a button of ${width} × ${height} px: ${said(link)}`)
    }
  }

  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (words.nextNode()) {
    const element = words.currentNode.parentElement
    const text = words.currentNode.textContent?.trim() ?? ''
    if (element === null || text === '' || element.getClientRects().length === 0) continue
    const { fontSize, color } = getComputedStyle(element)
    if (Number.parseFloat(fontSize) < least.textPixels) faults.add(`${fontSize}: ${text}`)
    const ground = groundOf(element)
    const contrast = contrastOf(channels(color), channels(ground))
    if (contrast < least.contrast) {
      faults.add(`${color} on ${ground} is a contrast of ${contrast.toFixed(2)}: ${text}`)
    }
  }
  return [...faults]

  /** Dots in its place say that a line goes on, and it is drawn no further. */
  function isCutOff(element: Element): boolean {
    const around = element.parentElement
    if (around === null) return false
    const { overflowX, textOverflow } = getComputedStyle(around)
    return overflowX === 'hidden' && textOverflow === 'ellipsis'
  }

  function said(element: Element): string {
    return (element.textContent ?? '').trim().slice(0, 60)
  }

  function groundOf(element: Element): string {
    const { backgroundColor } = getComputedStyle(element)
    if (!/^rgba\(.*, 0\)$/.test(backgroundColor)) return backgroundColor
    if (element.parentElement !== null) return groundOf(element.parentElement)
    const dark = getComputedStyle(element).colorScheme.includes('dark')
    return dark && matchMedia('(prefers-color-scheme: dark)').matches
      ? 'rgb(18, 18, 18)'
      : 'rgb(255, 255, 255)'
  }

  function channels(color: string): number[] {
    return (color.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number)
  }

  function contrastOf(one: number[], other: number[]): number {
    const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
    return (light + 0.05) / (dark + 0.05)
  }

  /** As WCAG 2 defines it. */
  function luminance([red = 0, green = 0, blue = 0]: number[]): number {
    const linear = (channel: number) => {
      const share = channel / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }
}
