import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startDovecot } from './dovecot.js'
import { startPostfix } from './postfix.js'
import { freePort, type ServerProcess } from './server-process.js'

/**
 * Debian's Postfix and Dovecot on this computer, with everything they know in a folder of their
 * own.
 */
export interface MailServers {
  readonly smtpUrl: string
  /** Of somebody who logs in with a token, where the servers take any. */
  readonly smtpUrlOf: (address: string) => string
  /** Of somebody's mailbox, over TLS. */
  readonly imapUrl: (address: string) => string
  /** The same without a password. */
  readonly imapUrlOf: (address: string) => string
  readonly close: () => Promise<void>
}

const programs = ['postfix', 'dovecot']

/** Their masters change users: that takes root. */
const lacking = [
  ...programs.filter((name) => spawnSync(name, ['--version']).error !== undefined),
  ...(process.getuid?.() === 0 ? [] : ['root rights']),
]

const required = process.env.MMR_MAIL_SERVERS === 'required'

/**
 * For `describe.skipIf`: true where Postfix or Dovecot can't run, unless MMR_MAIL_SERVERS is
 * `required`. Then the tests run, and fail for want of them.
 */
export const withoutMailServers = lacking.length > 0 && !required

if (withoutMailServers) {
  console.warn(`No ${lacking.join(', no ')}: the round trip over real mail servers is skipped.`)
}

/**
 * Both of them; there are mailboxes for these addresses of the domain, and for no other. With
 * `introspectionUrl`, where they ask whose a token is, Postfix takes mail from who logs in alone.
 */
export async function startMailServers(
  domain: string,
  mailboxes: readonly string[],
  introspectionUrl: string | null = null,
): Promise<MailServers> {
  if (lacking.length > 0) {
    throw new Error(`MMR_MAIL_SERVERS=required: there is no ${lacking.join(', no ')}`)
  }
  const directory = mkdtempSync(join(tmpdir(), 'mmr-mail-'))
  // Their processes are several users.
  chmodSync(directory, 0o755)
  const [port, lmtpPort, imapsPort] = [await freePort(), await freePort(), await freePort()]
  const authPort = await freePort()
  const password = 'r0und/trip'
  const at = (name: string) => {
    mkdirSync(join(directory, name))
    return join(directory, name)
  }
  const running: ServerProcess[] = []
  const close = async () => {
    for (const server of running.toReversed()) await server.close()
    rmSync(directory, { recursive: true, force: true })
  }
  const ports = { lmtpPort, imapsPort, authPort }
  const dovecot = { ...ports, directory: at('dovecot'), mailboxes, password, introspectionUrl }
  const logins = { authPort: introspectionUrl === null ? null : authPort }
  const postfix = { ...logins, directory: at('postfix'), port, lmtpPort, domain }
  try {
    running.push(await startDovecot(dovecot))
    running.push(await startPostfix(postfix))
  } catch (error) {
    await close()
    throw error
  }
  const credentials = (address: string) =>
    `${encodeURIComponent(address)}:${encodeURIComponent(password)}`
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    smtpUrlOf: (address) => `smtp://${encodeURIComponent(address)}@127.0.0.1:${port}`,
    imapUrl: (address) => `imaps://${credentials(address)}@127.0.0.1:${imapsPort}/INBOX`,
    imapUrlOf: (address) => `imaps://${encodeURIComponent(address)}@127.0.0.1:${imapsPort}/INBOX`,
    close,
  }
}
