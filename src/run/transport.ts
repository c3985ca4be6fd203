import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Config } from '../config/config.js'
import type { DkimCheck } from '../mail/dkim.js'
import { checkDkimKey } from '../mail/dkim.js'
import { createOutbox } from '../mail/outbox.js'
import { standardPatience } from '../mail/smtp/channel.js'
import { createSmtpTransport } from '../mail/smtp/transport.js'
import type { Transport } from '../mail/transport.js'
import { smtpServerOf } from './server-logins.js'

/** Reads the key of the settings and sees it sign; `directory` is where a relative path starts. */
export async function readSigningKey({ dkim }: Config, directory: string): Promise<SigningKey> {
  if (dkim === null) return { kind: 'none' }
  const file = resolve(directory, dkim.keyFile)
  try {
    const privateKey = await readFile(file, 'utf8')
    const check = await checkDkimKey({ ...dkim, privateKey })
    if (check.kind === 'sound') return check
    return { kind: 'unsound', fault: `The DKIM key ${file} can't be used. ${check.fault}` }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { kind: 'unsound', fault: `DKIM_KEY_FILE can't be read: ${why}.` }
  }
}

/**
 * The way out that the settings name; `directory` is where a relative path starts, `now` tells the
 * time of day.
 */
export function openTransport(
  config: Config,
  { directory, now }: { readonly directory: string; readonly now: () => number },
): OpenedTransport {
  const { mail, mailFrom, sending } = config
  if (mail.kind === 'outbox') {
    return { kind: 'transport', transport: createOutbox(resolve(directory, mail.directory)) }
  }
  const databaseFile = resolve(directory, config.databaseFile)
  const reading = smtpServerOf(mail, { databaseFile, now })
  if (reading.kind === 'fault') return reading
  const { server } = reading
  const sender = mailFrom.address
  const { connections } = sending
  const transport = createSmtpTransport({ server, sender, patience: standardPatience, connections })
  return { kind: 'transport', transport }
}

/** The key to sign mail with and its DNS record, or what is wrong with it. */
export type SigningKey = DkimCheck | { readonly kind: 'none' }

/** A way out, or what is wrong with the address of the mail server. */
export type OpenedTransport =
  | { readonly kind: 'transport'; readonly transport: Transport }
  | { readonly kind: 'fault'; readonly fault: string }
