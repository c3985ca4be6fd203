import { wholeNumber } from './number.js'
import { setting } from './setting.js'

/** No message is tried any more after two weeks, and no link in one works. */
const fewestWeeks = 2
/** Ten years. */
const mostWeeks = 520

export const keepingSettings = {
  KEEP_MESSAGES_WEEKS: setting({
    standard: '26',
    expected: `a whole number of weeks from ${fewestWeeks} to ${mostWeeks}`,
    cure: 'Write for example 26, for half a year.',
    read: wholeNumber(fewestWeeks, mostWeeks),
  }),
}
