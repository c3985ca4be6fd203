import * as z from 'zod'
import { asciiDomain, readMailboxWithOptions } from '../address.js'
import type { Person } from '../report/recipient.js'
import { itemsOf } from './address-list.js'
import { readOptions } from './person-option.js'
import { repeated } from './repetition.js'
import { complain, setting } from './setting.js'

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
