import { asciiDomain } from './domain.js'
import type { Complaint } from './fault.js'
import { isOneLine } from './line.js'

/** An address as the grammar understood it, beside what was written. */
export interface WrittenAddress {
  /** Empty when there is none, or when it only repeats the address. */
  readonly name: string
  /** The name as it was written, quotes and comments included. */
  readonly writtenName: string
  /** What follows the name, without the comment and without blanks. */
  readonly writtenAddress: string
  readonly address: string
  readonly local: string
  readonly domain: string
}

type Rule = Omit<Complaint, 'given'>

/** The first rule that the address breaks, with what to say about it. */
export function brokenRule(written: WrittenAddress): Rule | undefined {
  return rules.find(({ holds }) => !holds(written))
}

const rules: readonly (Rule & { readonly holds: (written: WrittenAddress) => boolean })[] = [
  {
    holds: ({ name, writtenName }) => isOneLine(name) && isOneLine(writtenName.trim()),
    expected: 'a name on one line, without control characters',
    cure: 'Write the name on one line. If these are two people, put a comma between them.',
  },
  {
    holds: ({ name }) => !name.includes('@'),
    expected: 'a name that holds no address',
    cure: 'Leave the @ out of the name. If these are several people, write each one with an address of their own, with commas between them.',
  },
  {
    holds: ({ name, address }) => !/=\?.*\?=/.test(`${name} ${address}`),
    expected: 'name and address in plain letters',
    cure: 'Write them as they are, in any script; what mail needs encoded is encoded later.',
  },
  {
    holds: ({ writtenAddress, address }) => [address, `<${address}>`].includes(writtenAddress),
    expected: 'one plain address, such as name@example.com',
    cure: 'Write the address without quotes, line breaks or a route.',
  },
  {
    holds: ({ address }) => !/[\p{C}\p{Z}]/u.test(address),
    expected: 'an address without invisible characters',
    cure: 'Type the address anew: it holds a character that cannot be seen, perhaps from copying it.',
  },
  {
    holds: ({ local }) => Buffer.byteLength(local) <= 64,
    expected: 'at most 64 characters before the @',
    cure: 'Check the address.',
  },
  {
    holds: ({ domain }) => asciiDomain(domain) !== null,
    expected: 'a host name after the @, such as example.com',
    cure: 'Check what stands after the @.',
  },
]

export const malformed: Rule = {
  expected: 'an address such as Full Name <name@example.com>',
  cure: 'Check the @ and the brackets, separate people with commas, and put quotation marks around a name that holds a comma: "Name, Full" <name@example.com>. In the env file such a list stands in \'single quotes\'.',
}

export const tooLong: Rule = {
  expected: 'an address with name and options of at most 500 characters',
  cure: 'Shorten it. If these are several people, put commas between them.',
}

export const group: Rule = {
  expected: 'people, not a group',
  cure: 'Name each person of the group, with commas between them.',
}

export const misplacedComment: Rule = {
  expected: 'one pair of parentheses at most, after the address',
  cure: 'Write Full Name <name@example.com> (region=West; tz=Europe/Berlin), or quotation marks around a name that holds parentheses.',
}
