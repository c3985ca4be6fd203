import { formatOf, joined } from '../format.js'
import { toOthers } from '../link/claim.js'
import type { MessageLinks } from '../mail/message.js'
import type { Lack, NoticeFacts } from '../mail/render.js'
import { RenderFault, renderLetter, renderNotice } from '../mail/render.js'
import { answersOf, noAnswers } from '../report/update/answers.js'
import { differenceRows, differences } from '../report/update/difference.js'
import type { Week } from '../report/week.js'
import { lastEndedWeek } from '../report/week.js'
import { today } from '../store/account-versions.js'
import { readAccounts } from '../store/accounts.js'
import { readVersionsOf, snapshotCount, weekRange } from '../store/snapshots.js'
import { presentation } from './facts.js'
import type { Finding } from './finding.js'
import { openWeek } from './letters.js'
import type { PreviewRequest } from './preview.js'
import { previewDigests, previewMail, previewPromptMail, previewPrompts } from './preview.js'
import type { Workspace } from './workspace.js'
import { isoUtc } from './workspace.js'

/** A kind of mail, and what makes one of it. */
interface Trial {
  readonly what: string
  /** Throws where that can't be made. */
  readonly make: () => Promise<unknown>
}

/**
 * Makes one of each kind of mail from what is known now, in memory: nothing is kept, nothing is
 * sent, and the links lead nowhere. A fault for each reason why some can't be made.
 */
export async function mailFindings({ observer: _, ...work }: Workspace): Promise<Finding[]> {
  const week = await latestWeek(work)
  const reasons = new Map<string, { readonly error: unknown; readonly mails: string[] }>()
  for (const { what, make } of [...reports(work, week), ...notices(work, week), ...letters(work)]) {
    try {
      await make()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const known = reasons.get(reason)
      if (known === undefined) reasons.set(reason, { error, mails: [what] })
      else known.mails.push(what)
    }
  }
  return [...reasons].map(([reason, { error, mails }]) => ({
    kind: 'fault',
    what: `No mail can be made of this kind: ${joined(mails)}. ${reason}.`,
    cure: error instanceof RenderFault ? rebuild : 'Please report this: it is a fault of ours.',
  }))
}

const rebuild = 'Correct it there and run npm run build, which tells all that is wrong.'

/** The week that the next report is about; without snapshots of it, the last that has any. */
async function latestWeek({ db, config, now }: Workspace): Promise<Week> {
  const week = lastEndedWeek(now(), config.timeZone)
  if ((await snapshotCount(db, week, isoUtc(now()))) > 0) return week
  return (await weekRange(db))?.last ?? week
}

function reports(work: Workspace, week: Week): Trial[] {
  const ofRegion = work.config.executives.find(({ region }) => region !== null)
  const all: PreviewRequest = { week, role: 'executive', address: null }
  return [
    { what: 'the executives’ report', make: () => largestReport(work, all) },
    ...(ofRegion === undefined
      ? []
      : [
          {
            what: 'the report on a region',
            make: () => largestReport(work, { ...all, address: ofRegion.address }),
          },
        ]),
    {
      what: 'the account managers’ report',
      make: () => largestReport(work, { ...all, role: 'account-manager' }),
    },
    { what: 'the admins’ report', make: () => largestReport(work, { ...all, role: 'admin' }) },
    { what: 'the prompt', make: () => longestPrompt(work) },
  ]
}

/** Of those that a role gets, the one with the most to say. Nothing where the facts are missing. */
async function largestReport(work: Workspace, request: PreviewRequest): Promise<void> {
  const found = await previewDigests(work, request)
  if (found.kind !== 'digests') return
  const [largest] = found.digests.toSorted((a, b) => b.movements.length - a.movements.length)
  if (largest !== undefined) await previewMail(work, largest)
}

async function longestPrompt(work: Workspace): Promise<void> {
  const found = await previewPrompts(work, { week: openWeek(work), address: null })
  if (found.kind !== 'prompts') return
  const [longest] = found.prompts.toSorted((a, b) => b.open.length - a.open.length)
  if (longest !== undefined) await previewPromptMail(work, longest)
}

function notices(work: Workspace, week: Week): Trial[] {
  const links = linksOf(work)
  const common = () => ({ presentation: presentation(work), at: isoUtc(work.now()), links })
  const held = (lacks: Lack): NoticeFacts => ({ ...common(), kind: 'held', week, lacks })
  const { currency } = work.config
  return [
    {
      what: 'the notice of a report that is held',
      make: async () => {
        renderNotice(held({ kind: 'snapshots' }))
        renderNotice(held({ kind: 'rates', currencies: [currency] }))
      },
    },
    {
      what: 'the notice of a report that was skipped',
      make: async () => renderNotice({ ...common(), kind: 'skipped', weeks: [week] }),
    },
  ]
}

function letters(work: Workspace): Trial[] {
  const { db, config } = work
  const { timeZone } = config
  const week = openWeek(work)
  const at = isoUtc(work.now())
  const links = linksOf(work)
  const common = () => ({ presentation: presentation(work), timeZone, week, at, links })
  return [
    {
      what: 'the letter about a change',
      make: async () =>
        renderLetter({ ...common(), kind: 'change', changedAt: at, ...(await change(work, week)) }),
    },
    {
      what: 'the letter about accounts that are unchanged',
      make: async () => {
        const accounts = (await readAccounts(db, today)).map(({ name }) => name)
        return renderLetter({ ...common(), kind: 'unchanged', changedAt: at, accounts })
      },
    },
    {
      what: 'the letter with a new link',
      make: async () => renderLetter({ ...common(), kind: 'new-link' }),
    },
  ]
}

/** What was last said of the first account that anything was said of. */
async function change({ db, config }: Workspace, week: Week) {
  const accounts = await readAccounts(db, today)
  const ids = accounts.map(({ accountId }) => accountId)
  const versions = await readVersionsOf(db, ids, week)
  const told = accounts.find(({ accountId }) => (versions.get(accountId) ?? []).length > 0)
  const [latest] = versions.get(told?.accountId ?? '') ?? []
  const found = latest === undefined ? [] : differences(noAnswers, answersOf(latest))
  return { account: told?.name ?? '', changes: differenceRows(found, formatOf(config)) }
}

/** Of the kinds that each mail may have; null where mails carry none. */
function linksOf({ config: { web } }: Workspace): MessageLinks | null {
  if (web.url === null) return null
  const to = (purpose: string) => `${web.url}/${purpose}/preview`
  return {
    updateLinks: new Map(),
    listUrl: to('list'),
    unchangedUrl: to('list') + toOthers,
    revertUrl: to('revert'),
    viewUrl: to('view'),
    unsubscribeUrl: to('unsubscribe'),
  }
}
