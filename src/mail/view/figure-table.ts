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
