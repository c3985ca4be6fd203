import emailAddresses from 'email-addresses'
import { remembered } from './cell.js'
import type { Refusal } from './fault.js'

/**
 * The name and the address in `Full Name <name@example.com>`: one person, in a form that no mail
 * program can take for several. Without a name, the address stands for it. A name is kept as it is
 * written, parentheses included.
 */
export const readAccountManager = remembered((text: string): [string, string] | Refusal => {
  if (/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)) return notOneLine
  const found = emailAddresses({ input: text, rfc6532: true, startAt: 'mailbox' })?.addresses[0]
  if (found?.type !== 'mailbox') return notAPerson

  const { address } = found
  const start = text.lastIndexOf('<')
  const isPlain = address === text || text.slice(start) === `<${address}>`
  if (!isPlain || !plainAddress.test(address)) return notPlain

  const written = text.slice(0, Math.max(0, start)).trim()
  const name = written.includes('"') ? (found.name ?? '') : written.replace(/\s+/g, ' ')
  if (name.includes('@')) return addressInName
  return name.length > longestName ? tooLong : [name === '' ? address : name, address]
})

const longestName = 300

/** No quotes, lists, routes or blanks, and nothing that can't be seen. */
const plainAddress = /^[^\s"(),:;<>@[\\\]\p{C}]{1,64}@[^\s"(),:;<>@[\\\]\p{C}]{1,253}$/u

const notAPerson: Refusal = {
  expected: 'one person, as Full Name <name@example.com>',
  cure: 'Check the @ and the brackets; a name with a comma in it stands in quotation marks: "Name, Full" <name@example.com>.',
}

const notPlain: Refusal = {
  expected: 'one plain address, as Full Name <name@example.com>',
  cure: 'Write nothing after the address, and the address without quotes, blanks or a route.',
}

const notOneLine: Refusal = {
  expected: 'a name and an address on one line, without control characters',
  cure: 'Name one person only, on one line.',
}

const addressInName: Refusal = {
  expected: 'a name that holds no address',
  cure: 'Leave the @ out of the name; name one person only.',
}

const tooLong: Refusal = {
  expected: `a name of at most ${longestName} characters`,
  cure: 'Shorten the name.',
}
