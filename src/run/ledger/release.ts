import { countOpen, type OpenCount } from '../../store/deliveries.js'
import { clearHold, type Hold } from '../../store/installation.js'
import { isoUtc, type Workspace } from '../workspace.js'
import { checkMark, resetMark } from './high-water-mark.js'

/** What a release did. */
export interface Release {
  /** The hold that was lifted; null where there was none. */
  readonly hold: Hold | null
  /** How many deliveries became uncertain. */
  readonly doubted: number
  /** What goes out from now on. */
  readonly open: readonly OpenCount[]
}

/**
 * Lets sending go on. The mark is written anew, since a person has decided that this is the ledger
 * that counts. `again` submits once more what may have been submitted already.
 */
export async function releaseLedger(
  work: Workspace,
  { again }: { readonly again: boolean },
): Promise<Release> {
  const hold = await checkMark(work)
  const at = isoUtc(work.now())
  const doubted = await clearHold(work.db, { at, again })
  await resetMark(work)
  return { hold, doubted, open: await countOpen(work.db, at) }
}
