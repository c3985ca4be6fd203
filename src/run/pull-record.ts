import type { PulledKind } from '../report/pull-time.js'
import { shiftWeek } from '../report/week.js'
import type { SourceFault } from '../source/fault.js'
import type { SourceMark } from '../source/pulled.js'
import { readEditionBefore } from '../store/editions.js'
import { readImport, readImportProblems } from '../store/imports.js'
import {
  type PullRecord,
  readPullState,
  type TakenPull,
  writePullState,
} from '../store/pull-state.js'
import { firstFaultText, recordRefusal } from './import.js'
import type { ImportDone, ImportRefused } from './import-file.js'
import { openWeek } from './letters.js'
import { pullSettings } from './pull-orders.js'
import { emit, isoUtc, type Workspace } from './workspace.js'

/** What came of pulling one kind. */
export type Pulled =
  /** It is as it was when it was taken last: nothing was done. */
  | { readonly kind: 'unchanged' }
  /** `name` is the file's, or the host's that it came from. */
  | { readonly kind: 'imported'; readonly name: string; readonly outcome: ImportDone }
  | { readonly kind: 'refused'; readonly name: string; readonly outcome: ImportRefused }
  /** It could not be had. */
  | { readonly kind: 'failed'; readonly fault: SourceFault }

/** Whose pull it was. */
export interface PullBefore {
  readonly of: PulledKind
  readonly last: PullRecord | null
  /** The database's. */
  readonly file: string
}

export interface EndedPull {
  readonly triedAt: number
  readonly pulled: Pulled
  /** Of what was fetched; null where nothing was. */
  readonly mark: (SourceMark & Pick<TakenPull, 'settings'>) | null
}

/**
 * Keeps what came of a pull: in the ledger of imports what was taken or refused, and beside the
 * database by what it is known again. Gives back what came of it.
 */
export async function recordPull(
  work: Workspace,
  before: PullBefore,
  ended: EndedPull,
): Promise<Pulled> {
  const { of, file } = before
  const record = await recordOf(work, before, ended)
  await writePullState(file, { ...(await readPullState(file)), [of]: record })
  return ended.pulled
}

async function recordOf(
  work: Workspace,
  { of, last }: PullBefore,
  { triedAt, pulled, mark }: EndedPull,
): Promise<PullRecord> {
  const setting = pullSettings[of]
  const taken = last?.taken ?? null
  switch (pulled.kind) {
    case 'imported': {
      const { importId, added, changed, superseded, unchanged } = pulled.outcome
      const news = added + changed + superseded
      emit(work, { kind: 'pull', of, came: { kind: 'imported', rows: news + unchanged, news } })
      const at = work.now()
      const recordedAt = (await readImport(work.db, importId))?.at ?? isoUtc(at)
      const changedAt = news > 0 ? at : (taken?.changedAt ?? null)
      const now = mark && { ...mark, at, recordedAt, seenAt: triedAt, changedAt }
      return { triedAt, taken: now, failing: null }
    }
    case 'unchanged': {
      emit(work, { kind: 'pull', of, came: { kind: 'unchanged' } })
      return { triedAt, taken: taken && { ...taken, ...mark, seenAt: triedAt }, failing: null }
    }
    case 'refused':
    case 'failed': {
      const recordedAt = await recordFailure(work, of, refusalOf(pulled, setting))
      return { triedAt, taken, failing: { since: last?.failing?.since ?? triedAt, recordedAt } }
    }
  }
}

type Refusal = Pick<ImportRefused, 'faults' | 'faultCount'>

/** What is to be said of it to the admins: options go into a setting here. */
function refusalOf(
  pulled: Extract<Pulled, { kind: 'refused' | 'failed' }>,
  setting: string,
): Refusal {
  if (pulled.kind === 'failed') return { faults: [pulled.fault], faultCount: 1 }
  const { faults, faultCount } = pulled.outcome
  return {
    faultCount,
    faults: faults.map((fault) =>
      / --\w/.test(fault.cure)
        ? { ...fault, cure: `Options go into ${setting}_OPTIONS. ${fault.cure}` }
        : fault,
    ),
  }
}

/** Records it, unless the admins' next mail tells the same anyway; gives back when it was recorded. */
async function recordFailure(work: Workspace, of: PulledKind, refusal: Refusal): Promise<string> {
  const setting = pullSettings[of]
  const reason = firstFaultText(refusal) ?? ''
  const report = await readEditionBefore(work.db, shiftWeek(openWeek(work), 1))
  const problems = await readImportProblems(work.db, report?.cutOff ?? '')
  const told = problems.find(
    (one) => one.kind === 'refused' && one.file === setting && one.firstFault === reason,
  )
  emit(work, { kind: 'pull', of, came: { kind: 'failed', reason, isNews: told === undefined } })
  const ended = { kind: of, file: setting, origin: 'pull', refusal } as const
  return told?.at ?? (await recordRefusal(work, ended))
}
