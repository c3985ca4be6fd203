import { access, constants } from 'node:fs/promises'
import { join } from 'node:path'
import { writeLasting } from '../../disk/lasting-file.js'
import type { Outcome } from '../../report/delivery.js'
import type { OutgoingMessage, Readiness, Transport } from '../transport.js'
import { fileName } from './outbox-name.js'
import { previewOf } from './outbox-preview.js'
import { closeToOthers, makeOwnFolder, ownFile } from './outbox-rights.js'

/**
 * A folder instead of a mail server. Each message becomes `WEEK/ROLE.ADDRESS.eml`, which any mail
 * program opens, and an `.html` beside it. The same delivery always rewrites the same two files,
 * and a file that is there is whole. No other user of the computer can read them, nor those that
 * were there before. A folder that cannot be written pauses the run: it says nothing about the
 * recipient.
 */
export function createOutbox(directory: string): Transport {
  let closing: Promise<unknown> | null = null
  return {
    kind: 'outbox',
    submit: async (parcel, signal, mayLeave = always) => {
      const isStopped = signal?.aborted || !(await mayLeave().catch(() => false))
      if (isStopped) return { kind: 'retry', reason: 'stopped before it was written' }
      closing ??= closeToOthers(directory)
      await closing
      return await write(directory, parcel)
    },
    verify: () => verify(directory),
    close: async () => {},
  }
}

const always = async () => true

async function write(directory: string, parcel: OutgoingMessage): Promise<Outcome> {
  const path = pathOf(directory, parcel)
  try {
    await makeOwnFolder(directory, parcel.week)
    await writeLasting(`${path}.html`, await previewOf(parcel.bytes), ownFile)
    await writeLasting(`${path}.eml`, parcel.bytes, ownFile)
    return { kind: 'submitted', response: `written to ${path}.eml` }
  } catch (error) {
    return { kind: 'paused', reason: `cannot write ${path}.eml: ${errorText(error)}` }
  }
}

async function verify(directory: string): Promise<Readiness> {
  try {
    await makeOwnFolder(directory)
    await access(directory, constants.W_OK)
    return { kind: 'ready' }
  } catch (error) {
    return { kind: 'paused', reason: `cannot write into ${directory}: ${errorText(error)}` }
  }
}

/**
 * Both files of a message without their extension. Notices and letters stand beside the report of
 * their week.
 */
function pathOf(
  directory: string,
  { kind, week, role, address, occasion = '' }: OutgoingMessage,
): string {
  if (!/^\d{4}-W\d{2}$/.test(week)) throw new Error(`expected a week such as 2026-W47, got ${week}`)
  const what = kind === 'report' ? role : `${kind}-${role}`
  const label = occasion === '' ? what : `${what}-${occasion}`
  return join(directory, week, fileName(label, address))
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
