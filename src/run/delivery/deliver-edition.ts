import type { Edition } from '../../store/editions.js'
import { countDue, type Part } from '../../store/messages.js'
import { readDeliveryReport } from '../../store/receipt.js'
import { openBouncing } from '../bounces/return-paths.js'
import { composeDeliveries } from '../edition/compose-deliveries.js'
import { spareAnswered } from '../edition/spare-answered.js'
import { stored, tell, type Workspace } from '../workspace.js'
import { type Delivering, deliver, type Run } from './deliver.js'
import { resend } from './recover.js'

/** Whose turn it is, and how their messages are handed to the server. */
interface Turn {
  readonly turn: Part['turn']
  readonly delivering: Delivering
}

/**
 * Composes and delivers what is due of an edition. Everyone else first: the admins' mail tells what
 * became of theirs, so it waits until the last of them has settled, unless the run is limited to
 * one recipient.
 */
export async function deliverEdition(
  work: Workspace,
  edition: Edition,
  delivering: Delivering,
): Promise<Run> {
  const run = await takeTurn(work, edition, { turn: 'everyone-else', delivering })
  if (run.kind !== 'through') return run
  await resend(work)
  const { open } = await readDeliveryReport(work.db, edition.editionId)
  if (open > 0 && delivering.only === null) return run
  return await takeTurn(work, edition, { turn: 'admins', delivering })
}

async function takeTurn(
  work: Workspace,
  edition: Edition,
  { turn, delivering }: Turn,
): Promise<Run> {
  const { only } = delivering
  if (edition.kind === 'prompt') await spareAnswered(work, edition, only)
  const now = stored(work.now())
  const due = await countDue(work.db, edition.editionId, { now, turn, only })
  if (due === 0) return { kind: 'through' }
  tell(work, { kind: 'delivering', edition, due })
  return await deliverWhileComposing(work, edition, { turn, delivering })
}

/**
 * Messages leave while later ones are being composed: most of the time, a server far away is waited
 * for. Ends when nothing is under way any more, whatever else becomes of it.
 */
async function deliverWhileComposing(
  work: Workspace,
  edition: Edition,
  { turn, delivering }: Turn,
): Promise<Run> {
  let run: Promise<Run> = Promise.resolve({ kind: 'through' })
  const deliverMore = () => {
    run = run.then((last) => (last.kind === 'through' ? deliver(work, edition, delivering) : last))
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
