import { type AccountManager, managerKey } from './account.js'
import type { AccountFacts } from './account-facts.js'

/** Who reported: active desired accounts with a snapshot in the week, over all of them. */
export interface Participation {
  readonly updated: number
  readonly active: number
  /** Accounts without a snapshot in the week, by what is known of them. */
  readonly stale: number
  readonly unknown: number
  /** Of the unknown ones, those that there never was a snapshot of. */
  readonly neverAnswered: number
  /** The first two for the week before. */
  readonly previous: { readonly updated: number; readonly active: number }
  /** By name; everyone who owns an active desired account. */
  readonly managers: readonly ManagerParticipation[]
}

export interface ManagerParticipation extends AccountManager {
  /** `active` = `updated` + `stale` + `unknown`. */
  readonly updated: number
  readonly active: number
  readonly stale: number
  readonly unknown: number
  /** Of the unknown ones, those that there never was a snapshot of. */
  readonly neverAnswered: number
  /** Weeks running without any snapshot; 0 when one came in the week, null when none ever came. */
  readonly weeksSilent: number | null
}

/** Counts whoever is active: a snapshot in the week, over all of them. */
export function participation(accounts: readonly AccountFacts[]): Participation {
  const active = accounts.filter(({ account, standing }) => account.desired && standing !== null)
  const before = accounts.flatMap(({ weekBefore, valueBefore }) =>
    valueBefore?.desired ? (weekBefore ?? []) : [],
  )
  return {
    ...counted(active),
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
    ...counted(own),
    weeksSilent: ages.length === 0 ? null : Math.min(...ages),
  }
}

function counted(
  active: readonly AccountFacts[],
): Pick<Participation, 'updated' | 'active' | 'stale' | 'unknown' | 'neverAnswered'> {
  const missing = active.filter((one) => !isUpdated(one))
  const unknown = missing.filter(({ standing }) => standing?.status === 'unknown')
  return {
    updated: active.length - missing.length,
    active: active.length,
    stale: missing.length - unknown.length,
    unknown: unknown.length,
    neverAnswered: unknown.filter(({ standing }) => standing?.weeksSinceUpdate === null).length,
  }
}

function isUpdated({ standing }: AccountFacts): boolean {
  return standing?.weeksSinceUpdate === 0
}

function byName(a: ManagerParticipation, b: ManagerParticipation): number {
  return a.name.localeCompare(b.name, 'en') || (a.address < b.address ? -1 : 1)
}
