import type { Driver } from './snapshot.js'

/** Health in whole tenths of a point, 0 to 1000: every subtraction of two of them is exact. */
export type Tenths = number

/** The settings that decide what the figures are. Frozen into an edition with its facts. */
export interface Policy {
  /**
   * What share each driver has in health; whole numbers, not all 0. They need not add up to 100.
   */
  readonly weights: Readonly<Record<Driver, number>>
  /** Red below this health. */
  readonly redBelow: Tenths
  /** Green from this health on. */
  readonly greenFrom: Tenths
  /** How far health must go to count as up or down. */
  readonly movePoints: Tenths
  /** How far health must have fallen in 4 and in 12 weeks for an account to slide. */
  readonly slidePoints: { readonly over4: Tenths; readonly over12: Tenths }
  /** For how many weeks an old snapshot is carried before the account's status is unknown. */
  readonly staleWeeks: number
  /** What share of revenue the best in this industry keep, in tenths of a percent. */
  readonly retentionBenchmark: Tenths
}

/** Weights from Butler Street's causes of defection; bands as customer-success tools draw them. */
export const defaultPolicy: Policy = {
  weights: { relationship: 40, innovation: 22, service: 20, commercial: 18 },
  redBelow: 500,
  greenFrom: 750,
  movePoints: 10,
  slidePoints: { over4: 30, over12: 60 },
  staleWeeks: 3,
  retentionBenchmark: 950,
}

/** Plain number of points with one decimal, as the digest's JSON carries it. */
export function toPoints(tenths: Tenths): number {
  return tenths / 10
}
