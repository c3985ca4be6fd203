import { type Format, formatOf } from '../../format.js'
import { logoImages } from '../../mail/picture.js'
import { renderLetter } from '../../mail/render.js'
import type { Snapshot } from '../../report/snapshot.js'
import { answersBefore, answersOf } from '../../report/update/answers.js'
import { type DifferenceRow, differenceRows, differences } from '../../report/update/difference.js'
import type { Edition } from '../../store/editions.js'
import { readChangesToTell, type ToldChange } from '../../store/links.js'
import { readVersionsOf } from '../../store/snapshots.js'
import { isoUtc, type Workspace } from '../workspace.js'
import type { Draft } from './draft.js'
import { presentation } from './portfolio.js'

/** What managers are told was changed in their names, with what it said before. */
export async function changeDraft(work: Workspace, edition: Edition): Promise<Draft> {
  const { week } = edition
  const told = await readChangesToTell(work.db, edition.editionId)
  const changes = new Map(told.map((change) => [change.deliveryId, change]))
  const accountIds = [...new Set(told.map(({ accountId }) => accountId))]
  const versions = await readVersionsOf(work.db, accountIds, week)
  const shown = presentation(work)
  const { timeZone } = work.config
  const format = formatOf(work.config)
  const common = { presentation: shown, timeZone, week, at: isoUtc(work.now()) }
  return {
    asked: { week, accounts: [], changes },
    render: ({ deliveryId }, links) => {
      const change = changes.get(deliveryId)
      if (change === undefined) throw new Error(`delivery ${deliveryId} has lost its change`)
      const { name: account, recordedAt: changedAt, accountId } = change
      const rows = rowsOf(change, versions.get(accountId) ?? [], format)
      const of = { account, changedAt, changes: rows }
      const message = renderLetter({ ...common, kind: 'change', links, ...of })
      return { message, images: logoImages(shown) }
    },
  }
}

/** Whatever was recorded by now counts here, cut-off or not. */
function rowsOf(
  { accountId, week, version }: ToldChange,
  versions: readonly Snapshot[],
  format: Format,
): DifferenceRow[] {
  const after = versions.find((one) => one.week === week && one.version === version)
  if (after === undefined) throw new Error(`version ${version} of ${accountId} in ${week} is gone`)
  const counting = versions.filter((one, index) => versions[index - 1]?.week !== one.week)
  const before = answersBefore({ counting, versions }, { week, version })
  return differenceRows(differences(before, answersOf(after)), format)
}
