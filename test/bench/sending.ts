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
      await editionTo(300, { directory, sink, rounds: 5 }),
      await editionTo(1000, { directory, sink, rounds: 3 }),
      await editionTo(500, { directory, sink: far, rounds: 3 }),
      await memory(directory, sink),
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
}

/** So many account managers with ten accounts each. */
async function editionTo(managers: number, trial: Trial): Promise<Finding> {
  const { directory, sink, rounds } = trial
  const original = join(directory, `to-${managers}.sqlite`)
  await generateDatabase(original, { accounts: 10 * managers, managers, weeks: 14 })
  const by = (send: typeof sendUsually) =>
    onCopy(original, async (file) => {
      const work = await openWorkspace(file, { SMTP_URL: sink.url })
      await send(work, sink)
      await work.db.destroy()
    })
  const result = await compare(rounds, { ours: by(sendEverything), theirs: by(sendUsually) })
  const what = `an edition to ${managers.toLocaleString('en')} to ${sink.name}`
  return compared(what, 'the usual stack', { ...result, atLeast: 10 })
}

/** The same portfolio, and more and more of its account managers get their digest. */
async function memory(directory: string, sink: MailSink): Promise<Finding> {
  const original = join(directory, 'memory.sqlite')
  await generateDatabase(original, { accounts: 10_000, managers: 10_000, weeks: 14 })
  const program = fileURLToPath(new URL('send-program.js', import.meta.url))
  const peakFor = (count: string) =>
    withCopy(original, (file) =>
      peakMemory({ directory: '.', arguments: [program, file, sink.url, count] }),
    )
  const [few, many] = [await peakFor('1000'), await peakFor('10000')]
  const goal = { words: 'within 20 %', isMet: many <= 1.2 * few }
  return alone('peak memory to 1,000 and to 10,000', `${inMemory(few)}, ${inMemory(many)}`, goal)
}
