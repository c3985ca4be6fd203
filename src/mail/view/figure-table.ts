/** Labels and amounts, one below the other, as they add up. */
export interface FigureTable {
  readonly caption: string
  readonly lines: readonly FigureLine[]
}

export interface FigureLine {
  /** The letter of its column in the picture; empty where there is none. */
  readonly mark: string
  readonly label: string
  readonly figure: string
  /** A sum or a starting point: set apart from what is added up. */
  readonly total: boolean
}

/** What became of the deliveries of an edition, beside those of the one before. */
export interface DeliveryTable {
  readonly caption: string
  readonly now: string
  /** The week of the edition before; empty where there was none. */
  readonly before: string
  readonly lines: readonly DeliveryLine[]
}

export interface DeliveryLine {
  readonly label: string
  readonly now: string
  readonly before: string
  readonly total: boolean
}
