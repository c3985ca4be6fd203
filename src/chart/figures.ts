/** How figures are written in the words that stand for a picture. */
export interface Figures {
  /** Points of health: `63.4`. */
  readonly points: (points: number) => string
  readonly money: (amount: number) => string
  /** Amounts that add up beside each other. */
  readonly exactMoney: (amounts: readonly number[]) => (amount: number) => string
  /** `1 week`, `12 weeks`. */
  readonly counted: (count: number, noun: string) => string
}
