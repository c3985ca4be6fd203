import * as z from 'zod'
import { asciiDomain, readMailboxWithOptions } from '../address.js'
import { tidyName } from '../characters.js'
import type { Person } from '../report/recipient.js'
import type { Complaint } from './fault.js'
import { complain, isOneLine, pairsOf, repeated, setting, zoneProblem } from './fields.js'
import { didYouMean } from './misspelling.js'

const list = {
  expected: 'a list of addresses, Full Name <name@example.com>, with commas between them',
  cure: 'Write each person as Full Name <name@example.com>.',
}

const people = z.string().transform(readPeople)

export const peopleSettings = {
  EXECUTIVES: setting({ ...list, standard: '', read: people }),
  ACCOUNT_MANAGERS: setting({
    ...list,
    standard: '*',
    read: z.string().transform((text, context) => {
      const everyone = itemsOf(text).includes('*')
      return { everyone, listed: readPeople(text, context, ['*']) }
    }),
  }),
  ADMINS: setting({ ...list, standard: '', read: people }),
}

/** A list of people; each address in it once. */
function readPeople(text: string, context: z.RefinementCtx, allowed: string[] = []): Person[] {
  const items = itemsOf(text).filter((item) => !allowed.includes(item))
  const read = items.flatMap((item) => readPerson(item, context))
  for (const { item } of repeated(read, ({ person }) => identity(person))) {
    complain(context, {
      expected: 'each person once',
      given: item,
      cure: 'Remove one of the two: this address is in the list already. Upper and lower case make no difference.',
    })
  }
  return read.map(({ person }) => person)
}

/** None where the address cannot be read. Bad options leave a person, to be found twice. */
function readPerson(item: string, context: z.RefinementCtx): { item: string; person: Person }[] {
  const reading = readMailboxWithOptions(item)
  if (reading.kind === 'fault') {
    complain(context, { ...reading.fault, given: item })
    return []
  }
  const { options, problems } = readOptions(reading.options)
  for (const problem of problems) complain(context, { ...problem, given: item })
  return [{ item, person: { ...reading.mailbox, ...options } }]
}

/** The address with its domain as DNS has it: `ann@bücher.example` has two spellings. */
function identity({ address }: Person): string {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  return `${address.slice(0, at)}@${asciiDomain(domain) ?? domain}`
}

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
function readOptions(comment: string | null): OptionsReading {
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

/**
 * An item ends at a comma, except inside quotation marks, parentheses (nested once), angle
 * brackets, and between the colon and the semicolon of a group.
 */
const item = /(?:"(?:\\.|[^"\\])*"|\((?:\\.|\([^()]*\)|[^()\\])*\)|<[^<>]*>|:[^;]*;|[^,])+/gs

/**
 * The items of an address list, each as it was written. Splitting first lets every bad item be
 * reported, where the grammar of the whole list would only say that something in it is wrong.
 */
export function itemsOf(list: string): string[] {
  return (list.match(item) ?? []).map((text) => text.trim()).filter((text) => text !== '')
}
