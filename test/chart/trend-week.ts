import type { TrendWeek } from '../../src/report/digest/portfolio-trend.js'

/** Revenue that is red, yellow, green and unknown, a week each, the reported one last. */
export type Revenues = readonly (readonly [number, number, number, number])[]

/** 12 weeks, the first ones without any account. */
export function trendOf(revenues: Revenues): TrendWeek[] {
  return Array.from({ length: 12 }, (_, index) => {
    const at = revenues[index - 12 + revenues.length] ?? [0, 0, 0, 0]
    const [red, yellow, green, unknown] = at.map((revenue) => ({ accounts: 1, revenue }))
    const none = { accounts: 0, revenue: 0 }
    return {
      week: `2026-W${36 + index}`,
      byStatus: {
        red: red ?? none,
        yellow: yellow ?? none,
        green: green ?? none,
        unknown: unknown ?? none,
      },
    }
  })
}

/** The same revenue in all 12 weeks. */
export function steady(revenue: Revenues[number]): TrendWeek[] {
  return trendOf(Array(12).fill(revenue))
}
