import { DatabaseFault } from '../store/database-fault.js'
import type { Edition } from '../store/editions.js'
import type { Part } from '../store/messages.js'
import { countDue } from '../store/messages.js'
import { failAllRejected, readStanding, recomposeAdmins } from '../store/rejections.js'
import { openBouncing } from './bounces.js'
import { composeDeliveries } from './compose.js'
import type { Delivering, Run, Turned } from './deliver.js'
import { deliver } from './deliver.js'
import { advanceMark, checkMark } from './ledger-mark.js'
import { skipAnswered } from './plan.js'
import type { RejectionQuestion } from './question.js'
import { openQuestion, tellFailed } from './question.js'
import { resendMarked } from './recover.js'
import type { Workspace } from './workspace.js'
import { emit, isoUtc } from './workspace.js'

/** Whose turn it is, and how their messages are handed to the server. */
interface Turn {
  readonly turn: Part['turn']
  readonly delivering: Delivering
  readonly question: RejectionQuestion
}

/**
 * Composes and delivers what is due of an edition. Everyone else first: the admins' mail tells what
 * became of theirs, so it waits until the last of them has settled, unless the run is limited to
 * one recipient.
 *
 * Where all that is left of them was rejected, the admins are the next people to try, unless nobody's
 * message was taken and enough people have the like: their mail calls these failed, and they do fail
 * once it is taken. Where it is rejected like theirs, it is about us: everything waits, and the mail is
 * composed anew.
 */
export async function deliverEdition(
  work: Workspace,
  edition: Edition,
  delivering: Delivering,
): Promise<Run> {
  const { only } = delivering
  await advanceMark(work)
  const question = openQuestion(work)
  if (only === null) await recomposeAdmins(work.db, edition.editionId)
  const run = await takeTurn(work, edition, { turn: 'everyone-else', delivering, question })
  if (run.kind === 'stopped' || run.kind === 'paused') return run
  await resendMarked(work)
  if (await isAdminsTurn(work, edition, { question, only })) {
    const before = question.taken()
    const last = await takeTurn(work, edition, { turn: 'admins', delivering, question })
    if (last.kind === 'stopped' || last.kind === 'paused') return last
    // They were told of all these as failed, those too that this run has not tried.
    if (only === null && question.taken() > before) await failAll(work, edition)
  }
  const { isTaken: othersTaken } = await readStanding(work.db, edition.editionId)
  await question.learn({ kind: 'over', othersTaken })
  const reason = question.reason()
  return reason === null ? { kind: 'through' } : { kind: 'paused', reason }
}

async function isAdminsTurn(
  { db }: Workspace,
  { editionId }: Edition,
  { question, only }: { readonly question: RejectionQuestion; readonly only: string | null },
): Promise<boolean> {
  if (only !== null) return !question.isAboutUs()
  const { rejected, open, isTaken } = await readStanding(db, editionId)
  return open === 0 && (rejected === 0 || isTaken || !question.isAboutUs())
}

async function failAll(work: Workspace, { editionId }: Edition): Promise<void> {
  tellFailed(work, await failAllRejected(work.db, editionId, isoUtc(work.now())))
}

async function takeTurn(work: Workspace, edition: Edition, part: Turn): Promise<Turned> {
  const { turn, delivering } = part
  const { only } = delivering
  if (edition.kind === 'prompt') await spare(work, edition, only)
  const now = isoUtc(work.now())
  const due = await countDue(work.db, edition.editionId, { now, turn, only })
  if (due === 0 || (await checkMark(work)) !== null) return { kind: 'through' }
  emit(work, { kind: 'delivering', edition, due })
  return await deliverWhileComposing(work, edition, part)
}

/** Where it can't be told who has answered, all are asked: each prompt then says what is wrong. */
async function spare(work: Workspace, edition: Edition, only: string | null): Promise<void> {
  try {
    await skipAnswered(work, edition, only)
  } catch (error) {
    if (error instanceof DatabaseFault) throw error
    emit(work, { kind: 'fault', error })
  }
}

/**
 * Messages leave while later ones are being composed: most of the time, a server far away is waited
 * for. Ends when nothing is under way any more, whatever else becomes of it.
 */
async function deliverWhileComposing(
  work: Workspace,
  edition: Edition,
  { turn, delivering, question }: Turn,
): Promise<Turned> {
  let run: Promise<Turned> = Promise.resolve({ kind: 'through' })
  const deliverMore = () => {
    run = run.then((last) =>
      last.kind === 'through' ? deliver(work, edition, delivering, question) : last,
    )
    // It is waited for below, and not left unheeded until then.
    run.catch(() => {})
  }
  deliverMore()
  try {
    const batches = composeDeliveries(work, edition, { turn, only: delivering.only })
    for await (const _ of batches) deliverMore()
  } finally {
    await run
  }
  return await run
}

const minute = 60_000

/** How the settings want mail delivered. */
export async function deliveringBy(
  work: Workspace,
  transport: Delivering['transport'],
): Promise<Delivering> {
  const { sending } = work.config
  return {
    transport,
    bouncing: await openBouncing(work),
    lanes: sending.connections,
    // An attempt ends within twelve minutes: two to write the message, ten for the reply.
    lease: 20 * minute,
    retry: { giveUpAfter: sending.giveUpHours * 60 * minute },
    only: null,
  }
}
