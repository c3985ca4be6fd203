import { type AccountManager, managerKey } from './account.js'
import { isPseudonym } from './pseudonym.js'

export const roles = ['executive', 'account-manager', 'admin'] as const
export type Role = (typeof roles)[number]

/** A person named in the settings. People are told apart by address, ignoring case. */
export interface Person {
  readonly name: string
  readonly address: string
  /** The only region an executive sees; null for all. */
  readonly region: string | null
  /** IANA zone in which the person's Monday morning is; null for the report's own. */
  readonly zone: string | null
}

/** One who gets a digest of an edition. */
export interface Recipient extends Person {
  readonly role: Role
}

/** The people named in the settings; `everyone` adds every owner found in the data. */
export interface Roster {
  readonly executives: readonly Person[]
  readonly accountManagers: { readonly everyone: boolean; readonly listed: readonly Person[] }
  readonly admins: readonly Person[]
}

/**
 * Everyone who gets a digest, executives first and admins last, each role in the settings' order.
 */
export function recipientsOf(roster: Roster, owners: readonly AccountManager[]): Recipient[] {
  const of = (role: Role, people: readonly Person[]) =>
    people.map((person) => ({ ...person, role }))
  return [
    ...of('executive', roster.executives),
    ...of('account-manager', accountManagersOf(roster, owners)),
    ...of('admin', roster.admins),
  ]
}

/**
 * Those listed, and with `*` every other owner, by name; what the settings say of a person wins.
 * Nobody is behind a pseudonym.
 */
function accountManagersOf(
  { accountManagers: { everyone, listed } }: Roster,
  owners: readonly AccountManager[],
): Person[] {
  if (!everyone) return [...listed]
  const found = new Map(owners.toReversed().map((owner) => [managerKey(owner), owner]))
  const named = listed.map((person) => ({
    ...person,
    name: person.name || (found.get(managerKey(person))?.name ?? ''),
  }))
  for (const person of listed) found.delete(managerKey(person))
  const others = [...found.values()]
    .filter(({ address }) => !isPseudonym(address))
    .sort((a, b) => a.name.localeCompare(b.name, 'en') || (a.address < b.address ? -1 : 1))
  return [
    ...named,
    ...others.map(({ name, address }) => ({ name, address, region: null, zone: null })),
  ]
}
