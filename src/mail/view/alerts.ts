import type {
  OpenDecisionMakerChange,
  PulseDisagreement,
  SingleThreadedAccount,
} from '../../report/digest/attention.js'
import type { DigestBody } from '../../report/digest/digest.js'
import type { Status } from '../../report/health.js'
import type { Pulse } from '../../report/snapshot.js'
import { nameOf, unbroken } from './phrase.js'
import type { MailLayout } from './sheet.js'
import { statusWords } from './status.js'

/** What has to be known of an account beside how it moved, a sentence each, by its id. */
export type Alerts = ReadonlyMap<string, readonly string[]>

type Alerting = Pick<DigestBody, 'decisionMakerChanges' | 'pulseDisagreements' | 'singleThreaded'>

export function alertsOf(digest: Alerting, sheet: MailLayout): Alerts {
  const all = [
    ...digest.decisionMakerChanges.map((one) => alert(one, newcomer(one, sheet))),
    ...digest.pulseDisagreements.map((one) => alert(one, disagreement(one))),
    ...digest.singleThreaded.map((one) => alert(one, singleThread(one))),
  ]
  const alerts = new Map<string, string[]>()
  for (const { accountId, said } of all) {
    alerts.set(accountId, [...(alerts.get(accountId) ?? []), said])
  }
  return alerts
}

interface Alert {
  readonly accountId: string
  readonly said: string
}

function alert({ accountId }: { readonly accountId: string }, said: string): Alert {
  return { accountId, said }
}

function newcomer(
  { decisionMaker, changedOn }: OpenDecisionMakerChange,
  sheet: MailLayout,
): string {
  const since = `since ${unbroken(sheet.format.day(changedOn, sheet.monday))}`
  const who = decisionMaker === null ? ` ${since}` : `: ${nameOf(decisionMaker)}, ${since}`
  return `New decision maker${who}; nobody has met them yet.`
}

function disagreement({ pulse, status }: PulseDisagreement): string {
  return `The manager says ${statusWords(pulse)}, ${mood(pulse, status)} than the figures.`
}

function mood(pulse: Pulse, status: Status | null): string {
  const order: readonly (Status | null)[] = ['red', 'yellow', 'green']
  return order.indexOf(pulse) > order.indexOf(status) ? 'more hopeful' : 'more worried'
}

function singleThread({ group }: SingleThreadedAccount): string {
  return `In touch with ${group} alone.`
}
