import type { Format } from '../format.js'
import type { DigestBody } from '../report/digest/digest.js'
import type { Drawing } from './drawing.js'
import type { Page } from './raster.js'
import { sparkline, sparklineWords } from './sparkline.js'
import { statusBands, statusBandsWords } from './status-bands.js'
import { waterfall, waterfallWords } from './waterfall.js'

/** What a page needs to show a picture; its size is in CSS pixels. */
export interface PaintedChart {
  readonly cid: string
  readonly width: number
  readonly height: number
  /** The facts that the picture shows, in words. */
  readonly alt: string
}

/** The pictures of one digest, drawn as they are asked for; null where there is nothing to show. */
export interface Charts {
  /** Health of the last 12 weeks, of an account that the digest tells the movement of. */
  readonly sparkline: (accountId: string) => PaintedChart | null
  /** Revenue by status of the last 12 weeks. */
  readonly statusBands: () => PaintedChart | null
  /** Revenue at risk from last week to this one. */
  readonly waterfall: () => PaintedChart | null
}

/** The same digest gives the same pictures. What the HTML shows of them, `page` paints. */
export function chartsFor(digest: DigestBody, page: Page, format: Format): Charts {
  const { bands, movements, portfolioTrend, revenueAtRisk } = digest
  const trends = new Map(movements.map(({ accountId, trend }) => [accountId, trend]))
  const picture = (drawing: Drawing | null, alt: string): PaintedChart | null => {
    if (drawing === null) return null
    const { width, height } = drawing
    return { cid: page.cidOf(drawing), width, height, alt }
  }
  return {
    sparkline: (accountId) => {
      const trend = trends.get(accountId) ?? []
      return picture(sparkline(trend, bands), sparklineWords(trend, format))
    },
    statusBands: () =>
      picture(statusBands(portfolioTrend), statusBandsWords(portfolioTrend, format)),
    waterfall: () => picture(waterfall(revenueAtRisk), waterfallWords(revenueAtRisk, format)),
  }
}
