import { logoImages } from '../../mail/picture.js'
import { renderPrompt } from '../../mail/render.js'
import { managerKey } from '../../report/account.js'
import { askedByManager, type PromptDigest, promptDigest } from '../../report/digest/prompt.js'
import type { EditionFacts } from '../../report/facts.js'
import { slotOf } from '../../report/slot.js'
import { localTime, parseDay } from '../../report/week.js'
import { type Edition, readFacts } from '../../store/editions.js'
import { askedAccounts } from '../links/links-for.js'
import { scheduleOf } from '../timetable.js'
import { isoUtc, type Workspace } from '../workspace.js'
import type { Draft } from './draft.js'
import { withMendedOwners } from './mended-owners.js'
import { recipients } from './portfolio.js'

/** What each manager is asked, about the week that still runs. */
export async function promptDraft(work: Workspace, edition: Edition): Promise<Draft> {
  const frozen = await readFacts(work.db, edition.editionId)
  if (frozen === null) throw new Error(`edition ${edition.editionId} has lost its facts`)
  const facts = await withMendedOwners(work, frozen)
  const digestFor = promptsOf(work, facts)
  const images = logoImages(facts.presentation)
  return {
    asked: { week: facts.week, accounts: askedAccounts(facts) },
    render: (delivery, links) => ({ message: renderPrompt(digestFor(delivery), links), images }),
  }
}

/** The prompts of an edition's facts, each on the clocks of its reader. */
export function promptsOf(
  work: Workspace,
  facts: EditionFacts,
): (recipient: { readonly name: string; readonly address: string }) => PromptDigest {
  const { config } = work
  const closesAt = isoUtc(slotOf(facts.week, scheduleOf(config)).dueAt)
  const managers = recipients(config, facts).filter(({ role }) => role === 'account-manager')
  const zones = new Map(managers.map((one) => [managerKey(one), one.zone]))
  const asked = askedByManager(facts)
  return (recipient) => {
    const timeZone = zones.get(managerKey(recipient)) ?? config.timeZone
    const today = parseDay(localTime(work.now(), timeZone).slice(0, 10))
    if (today === null) throw new Error(`there is no day now in ${timeZone}`)
    const own = asked.get(managerKey(recipient)) ?? []
    return promptDigest(facts, { recipient, own, today, closesAt, timeZone })
  }
}
