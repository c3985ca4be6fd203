import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare } from './alternation.js'
import { onCopy, withCopy } from './copied-database.js'
import { sendEverything } from './edition.js'
import { alone, compared, type Finding, inMemory } from './finding.js'
import { generateDatabase } from './generated-database.js'
import { fromAfar, type MailSink, startSink } from './mail-sink.js'
import { peakMemory } from './node-program.js'
import { sendUsually } from './usual-stack.js'
import { openWorkspace } from './workspace.js'

/** From the database to a mail server: making an edition and submitting it, and its memory. */
export async function sending(directory: string): Promise<Finding[]> {
  const sink = await startSink()
  const far = await fromAfar(sink, 20)
  try {
    return [
      await editionTo(300, { directory, sink, rounds: 5, settings: { CHARTS: 'no' } }),
      await editionTo(1000, { directory, sink, rounds: 3, settings: { CHARTS: 'no' } }),
      await editionTo(300, { directory, sink, rounds: 3, settings: { CHARTS: 'yes' } }),
      await editionTo(500, { directory, sink: far, rounds: 3, settings: { CHARTS: 'no' } }),
      await editionTo(100, { directory, sink: far, rounds: 3, settings: { CHARTS: 'yes' } }),
      await memory(directory, sink, { CHARTS: 'no' }),
      await memory(directory, sink, { CHARTS: 'yes' }),
    ]
  } finally {
    await far.close()
    await sink.close()
  }
}

interface Place {
  readonly directory: string
  readonly sink: MailSink
}

interface Trial extends Place {
  readonly rounds: number
  readonly settings: { readonly CHARTS: 'yes' | 'no' }
}

/** So many account managers with ten accounts each. Where there are charts, both paint them. */
async function editionTo(managers: number, trial: Trial): Promise<Finding> {
  const { directory, sink, rounds, settings } = trial
  const original = join(directory, `to-${managers}-${settings.CHARTS}.sqlite`)
  await generateDatabase(original, { accounts: 10 * managers, managers, weeks: 14 })
  const by = (send: typeof sendUsually) =>
    onCopy(original, async (file) => {
      const work = await openWorkspace(file, { SMTP_URL: sink.url, ...settings })
      await send(work, sink)
      await work.db.destroy()
    })
  const result = await compare(rounds, { ours: by(sendEverything), theirs: by(sendUsually) })
  const charts = settings.CHARTS === 'yes' ? 'with charts' : 'without charts'
  const what = `an edition to ${managers.toLocaleString('en')}, ${charts}, to ${sink.name}`
  const atLeast = settings.CHARTS === 'yes' ? null : 10
  return compared(what, 'the usual stack', { ...result, atLeast })
}

/** The same portfolio, and more and more of its account managers get their digest. */
async function memory(
  directory: string,
  sink: MailSink,
  { CHARTS }: Trial['settings'],
): Promise<Finding> {
  const original = join(directory, `memory-${CHARTS}.sqlite`)
  await generateDatabase(original, { accounts: 10_000, managers: 10_000, weeks: 14 })
  const program = fileURLToPath(new URL('send-program.js', import.meta.url))
  const peakFor = (count: string) =>
    withCopy(original, (file) =>
      peakMemory({ directory: '.', arguments: [program, file, sink.url, count, CHARTS] }),
    )
  const [few, many] = [await peakFor('1000'), await peakFor('10000')]
  const goal = { words: 'within 20 %', isMet: many <= 1.2 * few }
  const what = `peak memory to 1,000 and to 10,000, ${CHARTS === 'no' ? 'without' : 'with'} charts`
  return alone(what, `${inMemory(few)}, ${inMemory(many)}`, goal)
}
