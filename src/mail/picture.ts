/** A picture that a message carries and its page shows as `cid:ID`. */
export interface Picture {
  readonly cid: string
  /** In CSS pixels. */
  readonly width: number
  readonly height: number
  /** The facts that it shows, in words: all that is left of it where pictures are off. */
  readonly alt: string
}

/** What one digest can be illustrated with; null where there is nothing to show. */
export interface Pictures {
  /** An account's health of the last 12 weeks. */
  readonly sparkline: (accountId: string) => Picture | null
  /** Revenue by status of the last 12 weeks. */
  readonly statusBands: () => Picture | null
  /** Revenue at risk from last week to this one. */
  readonly waterfall: () => Picture | null
}

export const noPictures: Pictures = {
  sparkline: () => null,
  statusBands: () => null,
  waterfall: () => null,
}
