import { type Letter, renderLetter } from '../../mail/letter.js'
import { logoImages } from '../../mail/logo.js'
import { answersOf } from '../../report/update/answers.js'
import { answersBefore } from '../../report/update/answers-before.js'
import { differences } from '../../report/update/difference.js'
import type { Edition } from '../../store/editions.js'
import { readSnapshotsOf } from '../../store/explanation.js'
import { readChangesToTell, type ToldChange } from '../../store/shared-links.js'
import { differenceRows } from '../../web/view/difference.js'
import { stored, type Workspace } from '../workspace.js'
import type { Draft } from './draft.js'
import { presentation } from './portfolio.js'

/** What managers are told was changed in their names, with what it said before. */
export async function changeDraft(work: Workspace, edition: Edition): Promise<Draft> {
  const { week } = edition
  const told = await readChangesToTell(work.db, edition.editionId)
  const changes = new Map(told.map((change) => [change.deliveryId, change]))
  const rows = new Map<number, Changes>()
  for (const change of told) rows.set(change.deliveryId, await rowsOf(work, change))
  const shown = presentation(work)
  const { timeZone } = work.config
  const common = { presentation: shown, timeZone, week, at: stored(work.now()) }
  return {
    asked: { week, accounts: [], changes },
    render: ({ deliveryId }, links) => {
      const { name: account = '', recordedAt: changedAt = '' } = changes.get(deliveryId) ?? {}
      const of = { account, changedAt, changes: rows.get(deliveryId) ?? [] }
      const message = renderLetter({ ...common, kind: 'change', links, ...of })
      return { message, images: logoImages(shown) }
    },
  }
}

type Changes = Extract<Letter, { kind: 'change' }>['changes']

/** Whatever was recorded by now counts here, cut-off or not. */
async function rowsOf(
  { db, config, now }: Workspace,
  { accountId, week, version }: ToldChange,
): Promise<Changes> {
  const at = { week, cutOff: stored(now() + 1) }
  const snapshots = await readSnapshotsOf(db, { accountId, at, limit: mostWeeks })
  const after = snapshots.versions.find((one) => one.week === week && one.version === version)
  if (after === undefined) throw new Error(`version ${version} of ${accountId} in ${week} is gone`)
  const before = answersBefore(snapshots, { week, version })
  return differenceRows(differences(before, answersOf(after)), config)
}

/** Twenty years: whatever is still open has been opened since. */
const mostWeeks = 1040
