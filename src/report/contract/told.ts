import type { AccountFacts } from '../account-facts.js'
import type { ToldContract } from './standing.js'

/** What a report tells of one contract, for the next one to compare with. */
export function toldIn({ account, contract, standing }: AccountFacts): ToldContract {
  return {
    accountId: account.accountId,
    kind: standing === null ? 'lost' : 'active',
    ...contract.given,
    desired: account.desired,
    accountManager: account.accountManager,
    region: account.region,
    startedOn: account.startedOn,
    lastDay: account.endedOn,
    inTender: contract.inTender !== null,
  }
}
