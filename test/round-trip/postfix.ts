import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ServerProcess, startServer } from './server-process.js'

export interface PostfixPlan {
  /** All it reads and writes is in here. */
  readonly directory: string
  readonly port: number
  /** Where mail for the domain goes on to, by LMTP. */
  readonly lmtpPort: number
  readonly domain: string
  /** Where it asks about logins, and then takes mail from nobody without; null to take all. */
  readonly authPort: number | null
}

/**
 * Takes mail for one domain and passes it on without a look at the recipient, as a relay does: what
 * the next server refuses comes back as a report. Nothing leaves this computer.
 */
export async function startPostfix(plan: PostfixPlan): Promise<ServerProcess> {
  const { directory, port } = plan
  // What lies in the queue, and its data, it makes for itself, with the owners that it wants.
  for (const folder of ['etc', 'queue']) mkdirSync(join(directory, folder))
  writeFileSync(join(directory, 'etc', 'main.cf'), mainCf(plan))
  writeFileSync(join(directory, 'etc', 'master.cf'), masterCf(plan))
  return await startServer({
    name: 'Postfix',
    command: ['postfix', '-c', join(directory, 'etc'), 'start-fg'],
    ports: [port],
    log: logOf(plan),
    pidFile: join(directory, 'queue', 'pid', 'master.pid'),
  })
}

function logOf({ directory }: PostfixPlan): string {
  return join(directory, 'postfix.log')
}

function mainCf(plan: PostfixPlan): string {
  const { directory, lmtpPort, domain, authPort } = plan
  const settings = {
    compatibility_level: '3.6',
    queue_directory: join(directory, 'queue'),
    data_directory: join(directory, 'data'),
    maillog_file: logOf(plan),
    maillog_file_prefixes: directory,
    myhostname: `mx.${domain}`,
    myorigin: domain,
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mynetworks: '127.0.0.0/8',
    mydestination: '',
    alias_maps: '',
    alias_database: '',
    relay_domains: domain,
    relay_transport: `lmtp:inet:127.0.0.1:${lmtpPort}`,
    default_transport: 'error:5.1.2 nothing leaves this computer',
    smtpd_relay_restrictions: 'permit_mynetworks, reject',
    smtpd_peername_lookup: 'no',
    // As for mail from elsewhere: its header stays as it is.
    local_header_rewrite_clients: '',
    notify_classes: '',
    ...(authPort === null ? {} : loginsBy(authPort)),
  }
  return Object.entries(settings)
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')
}

/** Dovecot knows who is who. */
function loginsBy(authPort: number): Record<string, string> {
  return {
    smtpd_sasl_auth_enable: 'yes',
    smtpd_sasl_type: 'dovecot',
    smtpd_sasl_path: `inet:127.0.0.1:${authPort}`,
    smtpd_relay_restrictions: 'permit_sasl_authenticated, reject',
  }
}

/** service, type, private, unprivileged, chroot, wake-up, processes, command */
function masterCf({ port }: PostfixPlan): string {
  return `
127.0.0.1:${port} inet n - n - - smtpd
cleanup    unix n - n - 0 cleanup
qmgr       unix n - n 300 1 qmgr
rewrite    unix - - n - - trivial-rewrite
bounce     unix - - n - 0 bounce
defer      unix - - n - 0 bounce
trace      unix - - n - 0 bounce
verify     unix - - n - 1 verify
proxymap   unix - - n - - proxymap
error      unix - - n - - error
retry      unix - - n - - error
lmtp       unix - - n - - lmtp
anvil      unix - - n - 1 anvil
scache     unix - - n - 1 scache
tlsmgr     unix - - n 1000? 1 tlsmgr
postlog    unix-dgram n - n - 1 postlogd
`
}
