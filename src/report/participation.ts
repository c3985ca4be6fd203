import { type AccountManager, managerKey } from './account.js'
import type { AccountFacts } from './account-facts.js'

/** Who reported: active desired accounts with a snapshot in the week, over all of them. */
export interface Participation {
  readonly updated: number
  readonly active: number
  /** The same two for the week before. */
  readonly previous: { readonly updated: number; readonly active: number }
  /** By name; everyone who owns an active desired account. */
  readonly managers: readonly ManagerParticipation[]
}

export interface ManagerParticipation extends AccountManager {
  readonly updated: number
  readonly active: number
  /** Weeks running without any snapshot; 0 when one came in the week, null when none ever came. */
  readonly weeksSilent: number | null
}

export function participation(accounts: readonly AccountFacts[]): Participation {
  const active = accounts.filter(({ standing }) => standing !== null)
  const before = accounts.flatMap(({ weekBefore }) => weekBefore ?? [])
  return {
    updated: active.filter(isUpdated).length,
    active: active.length,
    previous: {
      updated: before.filter(({ weeksSinceUpdate }) => weeksSinceUpdate === 0).length,
      active: before.length,
    },
    managers: [...byManager(active).values()].map(managerParticipation).sort(byName),
  }
}

function byManager(accounts: readonly AccountFacts[]): Map<string, AccountFacts[]> {
  const groups = new Map<string, AccountFacts[]>()
  for (const facts of accounts) {
    const key = managerKey(facts.account.accountManager)
    const group = groups.get(key)
    if (group) group.push(facts)
    else groups.set(key, [facts])
  }
  return groups
}

function managerParticipation(own: readonly AccountFacts[]): ManagerParticipation {
  const { name = '', address = '' } = own[0]?.account.accountManager ?? {}
  const ages = own.flatMap(({ standing }) => standing?.weeksSinceUpdate ?? [])
  return {
    name,
    address,
    updated: own.filter(isUpdated).length,
    active: own.length,
    weeksSilent: ages.length === 0 ? null : Math.min(...ages),
  }
}

function isUpdated({ standing }: AccountFacts): boolean {
  return standing?.weeksSinceUpdate === 0
}

function byName(a: ManagerParticipation, b: ManagerParticipation): number {
  return a.name.localeCompare(b.name, 'en') || (a.address < b.address ? -1 : 1)
}
