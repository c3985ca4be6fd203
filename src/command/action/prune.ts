import { resolve } from 'node:path'
import { type Format, formatOf } from '../../format.js'
import {
  makeShrinkable,
  messagesBefore,
  pruneAll,
  readPrunable,
  unshrinkableText,
} from '../../run/keeping.js'
import { isoUtc, type LetGo } from '../../run/workspace.js'
import { readFileSpace } from '../../store/prune.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { type ExitCode, printable, type Terminal } from '../terminal.js'

export interface PruneOptions extends CommonOptions {
  readonly dryRun?: true
}

/** Removes what is out of time, or says what would be; 1 where its space can't be given back. */
export async function prune(terminal: Terminal, options: PruneOptions): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  const outbox = resolve(terminal.directory, config.keeping.outboxDirectory)
  const format = formatOf(config)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const day = isoUtc(messagesBefore(work)).slice(0, 10)
    const kept = `Messages are kept for ${format.counted(config.keeping.messagesWeeks, 'week')}`
    if (options.dryRun) {
      terminal.out(`${kept}; from before ${day}, this would go:\n`)
      terminal.out(letGoText(await readPrunable(work, outbox), format))
      terminal.out(spaceText(await readFileSpace(work.db)))
      return 0
    }
    // Once it is let go of, there is less to write anew.
    const letGo = await pruneAll(work, { outbox, pause: 0 })
    const unshrinkable = await makeShrinkable(work)
    terminal.out(`${kept}; from before ${day}, this is gone:\n`)
    terminal.out(letGoText(letGo, format))
    terminal.out(spaceText(await readFileSpace(work.db)))
    if (unshrinkable === null) return 0
    const why = printable(unshrinkableText(unshrinkable))
    terminal.err(`Its space is used again, but not given back to the disk: ${why}.\n`)
    return 1
  })
}

function letGoText(letGo: LetGo, { counted }: Format): string {
  const { messages, bytes, pictures, links, requests, replies, files, fileBytes } = letGo
  const lines = [
    `${counted(messages, 'message')}, ${megabytes(bytes)}`,
    counted(pictures, 'picture'),
    counted(links, 'link'),
    counted(requests, 'request for a link', 'requests for a link'),
    `the words of ${counted(replies, 'reply', 'replies')}`,
    `${counted(files, 'file')} of the outbox, ${megabytes(fileBytes)}`,
  ]
  return lines.map((line) => `  ${line}\n`).join('')
}

function spaceText({ size, free }: { readonly size: number; readonly free: number }): string {
  return `The database has ${megabytes(size)}, of which ${megabytes(free)} are free.\n`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
