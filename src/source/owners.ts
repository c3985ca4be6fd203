import { readMailbox } from '../address.js'
import { composed, matchKey } from '../characters.js'
import { type Cell, readLine, remembered } from './cell.js'
import type { Refusal } from './fault.js'
import type { ReadText, RowRefusal } from './layout.js'

/** An account manager, as a file names them. */
export interface Owner {
  readonly name: string
  readonly address: string
}

/** The columns of accounts.csv that say together who an account's manager is. */
export const ownerColumns = [
  'account_manager',
  'account_manager_name',
  'account_manager_address',
] as const

/** The owner of a row by what stands in those three columns. */
export type ReadOwner = (text: ReadText) => readonly Cell[] | RowRefusal

/**
 * Reads an owner as `Full Name <name@example.com>`, `Full Name (name@example.com)`, `Last, First`,
 * a name or an address alone, with the rest in the other columns or among the `known` owners. Where
 * nobody knows the name, the address stands for it.
 */
export function ownerReader(known: readonly Owner[]): ReadOwner {
  const read = remembered((joined: string) => {
    const [owner = '', name = '', address = ''] = joined.split(between)
    return ownerOf({ owner, name, address }, known)
  })
  return (text) => {
    const [owner, name, address] = ownerColumns.map((column) => text(column))
    const reading = read(`${owner}${between}${name}${between}${address}`)
    if (!('expected' in reading)) return reading
    const isApart = owner === '' && (name !== '' || address !== '')
    const column = isApart ? 'account_manager_address' : 'account_manager'
    const given = [owner, name, address].filter(Boolean).join(', ')
    return { column, given, ...reading }
  }
}

/** A character that no text of a cell holds. */
const between = '\u0000'

interface Written {
  readonly owner: string
  readonly name: string
  readonly address: string
}

function ownerOf(written: Written, known: readonly Owner[]): readonly Cell[] | Refusal {
  const owner = partsOf(written.owner)
  const beside = written.address === '' ? nobody : addressIn(written.address)
  if ('expected' in owner) return owner
  if ('expected' in beside) return beside
  if (owner.address !== '' && beside.address !== '' && !isSame(owner.address, beside.address)) {
    return twoAddresses
  }
  if (
    written.name.includes('@') &&
    matchKey(written.name) !== matchKey(beside.address || owner.address)
  ) {
    return addressInName
  }
  const name =
    straightName(written.name.includes('@') ? '' : written.name) || owner.name || beside.name
  return completed({ name, address: beside.address || owner.address }, known)
}

function completed({ name, address }: Owner, known: readonly Owner[]): readonly Cell[] | Refusal {
  if (name === '' && address === '') return withoutOwner
  if (address === '') {
    const found = known.filter((one) => matchKey(one.name) === matchKey(name))
    const [only, another] = found
    if (only === undefined) return withoutAddress
    return another === undefined ? [only.name, only.address] : sameName
  }
  const own = known.find((one) => isSame(one.address, address))?.name
  const line = readLine(name || own || address)
  return typeof line === 'string' ? [line, address] : line
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

const nobody: Owner = { name: '', address: '' }

/** The same, of a text that must have an address. */
function addressIn(text: string): Owner | Refusal {
  const parts = partsOf(text)
  if ('expected' in parts || parts.address !== '') return parts
  const reading = readMailbox(composed(text))
  return reading.kind === 'fault' ? reading.fault : reading.mailbox
}

/** The name and the address in a text; either may be empty. */
function partsOf(text: string): Owner | Refusal {
  const plain = composed(text).replace(/\s+/g, ' ')
  if (!plain.includes('@')) return { name: straightName(plain), address: '' }
  const whole = readMailbox(plain)
  if (whole.kind === 'mailbox') {
    return { name: straightName(whole.mailbox.name), address: whole.mailbox.address }
  }
  const [, name = '', bracketed = ''] =
    /^([^<>()@]+?)\s*[<(]\s*([^<>()]+?)\s*[>)]$/.exec(plain) ?? []
  const reading = bracketed === '' ? whole : readMailbox(bracketed)
  if (reading.kind === 'mailbox') {
    return { name: straightName(name), address: reading.mailbox.address }
  }
  if (isSeveral(plain)) return severalOwners
  const asWritten = readMailbox(text)
  return asWritten.kind === 'fault' ? asWritten.fault : reading.fault
}

/** Whether there are addresses on both sides of a comma, a semicolon or the like. */
function isSeveral(text: string): boolean {
  const pieces = text.split(/[;,&/]|\s(?:and|und|et|y)\s/)
  return pieces.filter((piece) => /\S@\S+\.\S/.test(piece)).length > 1
}

/** `Last, First` as `First Last`; what comes after a name stays there: `Jane Doe, MBA`. */
function straightName(name: string): string {
  const [last = '', first = '', ...more] = name.split(',').map((part) => part.trim())
  const isTurned = more.length === 0 && last !== '' && first !== '' && !titles.test(first)
  return isTurned ? `${first} ${last}` : name.trim()
}

const titles = /^(?:jr|sr|ii|iii|iv|mba|phd|ph\.d|md|cpa|esq|pe)\.?$/i

const oneOwner = 'one person, as Full Name <name@example.com>'

const severalOwners: Refusal = {
  expected: 'one owner, as Full Name <name@example.com>',
  cure: 'Name the one person who answers for the account.',
}

const twoAddresses: Refusal = {
  expected: 'one owner, with one address',
  cure: 'The two columns have different addresses: leave one of them out.',
}

const addressInName: Refusal = {
  expected: 'a name that holds no address',
  cure: 'Leave the @ out of the name; name one person only.',
}

const withoutAddress: Refusal = {
  expected: `${oneOwner}; the address is missing`,
  cure: 'Add the address, or map the column that has it (--map "Owner Email=account_manager_address"), or give a file of names and addresses: --owners FILE.',
}

const withoutOwner: Refusal = {
  expected: oneOwner,
  cure: 'Fill in the cell, or say who owns such accounts: --set-empty "account_manager=Full Name <name@example.com>".',
}

const sameName: Refusal = {
  expected: 'an owner whom the file of owners has once',
  cure: 'Two people there have this name: add the address to the account.',
}
