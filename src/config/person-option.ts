import { tidyName } from '../characters.js'
import type { Complaint } from './fault.js'
import { isOneLine } from './line.js'
import { pairsOf } from './pair.js'
import { repeated } from './repetition.js'
import { didYouMean } from './resemblance.js'
import { zoneProblem } from './zone.js'

/** What the parentheses after an address can set. */
export interface PersonOptions {
  readonly region: string | null
  readonly zone: string | null
}

const optionNames = ['region', 'tz']

type Problem = Omit<Complaint, 'given'>

interface OptionsReading {
  readonly options: PersonOptions
  readonly problems: readonly Problem[]
}

/** Reads `region=West; tz=Europe/Berlin`; null, where there are no parentheses, sets nothing. */
export function readOptions(comment: string | null): OptionsReading {
  const pairs = pairsOf(comment ?? '', ';').map(({ name, value }) => ({
    name: name.toLowerCase(),
    value: tidyName(value),
  }))
  const problems = [
    ...pairs.flatMap(({ name, value }) => problemOf(name, value)),
    ...repeated(pairs, ({ name }) => name).map(({ name }) => twice(name)),
  ]
  const optionOf = (wanted: string) => pairs.find(({ name }) => name === wanted)?.value ?? null
  return { options: { region: optionOf('region'), zone: optionOf('tz') }, problems }
}

function problemOf(name: string, value: string): Problem[] {
  if (!optionNames.includes(name)) return [unknownOption(name)]
  if (value === '' || !isOneLine(value)) return [noValue(name)]
  const problem = name === 'tz' ? zoneProblem(value) : null
  return problem === null ? [] : [{ ...problem, expected: `${problem.expected} after tz=` }]
}

function unknownOption(name: string): Problem {
  return {
    expected: 'the options region and tz in the parentheses',
    cure: `There is no option "${name}". ${didYouMean(name, optionNames)}Write (region=West; tz=Europe/Berlin), or one of the two; a name stands before the address: Full Name <name@example.com>.`,
  }
}

function noValue(name: string): Problem {
  return { expected: `a value after ${name}=`, cure: `Add the value, or leave ${name} out.` }
}

function twice(name: string): Problem {
  return { expected: `${name} once`, cure: `Leave one ${name} out.` }
}
