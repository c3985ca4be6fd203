import { access, constants, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { writeLasting } from '../disk/lasting-file.js'

/** A file of settings that is to be written, or made where there is none. */
export type SettingsPlace =
  | {
      readonly kind: 'writable'
      readonly isThere: boolean
      /** Whether others in its group may use it. */
      readonly isShared: boolean
    }
  /** It would become ours, and its owner could not read it any more. */
  | { readonly kind: 'of-another' }
  | { readonly kind: 'closed'; readonly folder: string; readonly cause: unknown }

/** Whether settings can be written there; where it is a link, where that leads. */
export async function settingsPlace(path: string): Promise<SettingsPlace> {
  const target = await behind(path)
  const found = await stat(target).catch(() => null)
  if (found !== null && process.getuid !== undefined && found.uid !== process.getuid()) {
    return { kind: 'of-another' }
  }
  const folder = dirname(target)
  try {
    await access(folder, constants.W_OK)
  } catch (cause) {
    return { kind: 'closed', folder, cause }
  }
  const isShared = found !== null && (found.mode & 0o070) !== 0
  return { kind: 'writable', isThere: found !== null, isShared }
}

/** Writes all of them or none, for their owner's eyes alone: they may hold passwords. */
export async function writeSettings(path: string, text: string): Promise<void> {
  await writeLasting(await behind(path), text, 0o600)
}

/** What a link leads to: the link itself stays. */
async function behind(path: string): Promise<string> {
  return await realpath(path).catch(() => path)
}
