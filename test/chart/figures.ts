import type { Figures } from '../../src/chart/figures.js'

/** Figures as plainly as they can be written. */
export const figures: Figures = {
  points: (points) => points.toFixed(1),
  money: (amount) => `$${amount}`,
  exactMoney: () => (amount) => `$${amount}`,
  counted: (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`,
}
