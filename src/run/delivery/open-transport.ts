import { resolve } from 'node:path'
import type { Config } from '../../config/config.js'
import { createOutbox } from '../../mail/outbox.js'
import { standardPatience } from '../../mail/smtp/channel.js'
import { createSmtpTransport } from '../../mail/smtp/transport.js'
import type { Transport } from '../../mail/transport.js'
import { smtpServerOf } from '../server-logins.js'

/** A way out, or what is wrong with the address of the mail server. */
export type OpenedTransport =
  | { readonly kind: 'transport'; readonly transport: Transport }
  | { readonly kind: 'fault'; readonly fault: string }

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
