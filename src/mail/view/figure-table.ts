/** Labels and amounts, one below the other, as they add up. */
export interface FigureTable {
  readonly caption: string
  readonly lines: readonly FigureLine[]
}

export interface FigureLine {
  readonly label: string
  readonly figure: string
  /** A sum or a starting point: set apart from what is added up. */
  readonly total: boolean
}
