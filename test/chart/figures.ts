import { formatOf } from '../../src/format.js'

/** Figures as an edition of the usual settings has them. */
export const figures = formatOf({ locale: 'en-US', currency: 'USD' })
