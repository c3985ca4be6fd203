import { matchKey } from '../characters.js'
import { pulses, stakeholderGroups, valueCategories } from '../report/snapshot.js'
import { type ReadCell, remembered } from './cell.js'

/** The account manager's own call. */
export const readPulse = oneOf(pulses)

/** What was done for the customer, in one of the six categories. */
export const readValueCategory = oneOf(valueCategories)

/** Stakeholder groups, each once and in their usual order, joined by `;`. */
export const readContacts: ReadCell = remembered((text) => {
  const given = text.split(';').map(plain).filter(Boolean)
  const isKnown = given.every((group) => stakeholderGroups.some((known) => known === group))
  if (!isKnown || given.length === 0) return notGroups
  return stakeholderGroups.filter((group) => given.includes(group)).join(';')
})

const notGroups = {
  expected: `any of ${stakeholderGroups.join(', ')}, with semicolons between them`,
  cure: 'Write them like executives; procurement.',
}

/** Whether the contractor wants to keep the account: 1 or 0. */
export const readDesired: ReadCell = remembered((text) => {
  const answer = ['no', 'yes'].indexOf(plain(text))
  return answer === -1 ? notAnAnswer : answer
})

const notAnAnswer = {
  expected: 'yes or no',
  cure: 'Write no for an account that you would rather lose, else yes.',
}

function oneOf(choices: readonly string[]): ReadCell {
  const refusal = {
    expected: `one of ${choices.join(', ')}`,
    cure: 'Write one of them, or leave the cell empty.',
  }
  return remembered((text) => choices.find((choice) => choice === plain(text)) ?? refusal)
}

function plain(text: string): string {
  return matchKey(text).replace(/\s+/g, ' ')
}
