import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { certificate } from '../fixture/certificate.js'
import { type ServerProcess, startServer } from './server-process.js'

export interface DovecotPlan {
  /** All it reads and writes is in here. */
  readonly directory: string
  readonly lmtpPort: number
  readonly imapsPort: number
  /** Addresses that have a mailbox. */
  readonly mailboxes: readonly string[]
  /** Everybody's. */
  readonly password: string
  /** Where it asks whose a token is (OAuth2); null where it takes none. */
  readonly introspectionUrl: string | null
  /** Where the other server asks it about logins; it listens with tokens only. */
  readonly authPort: number
}

/** Debian's user `nobody`: mailboxes must not be root's. */
const nobody = 65_534

/**
 * Keeps mail that comes by LMTP, `name+anything` in the mailbox of `name`, and shows it by IMAP.
 */
export async function startDovecot(plan: DovecotPlan): Promise<ServerProcess> {
  const { directory, lmtpPort, imapsPort, authPort, mailboxes, password, introspectionUrl } = plan
  const at = (name: string) => join(directory, name)
  for (const folder of ['run', 'mail']) mkdirSync(at(folder))
  chownSync(at('mail'), nobody, nobody)
  writeFileSync(at('tls.crt'), certificate.cert)
  writeFileSync(at('tls.key'), certificate.key)
  writeFileSync(at('users'), mailboxes.map((user) => `${user}:{PLAIN}${password}::::::\n`).join(''))
  if (introspectionUrl !== null) writeFileSync(at('oauth2.conf'), introspection(introspectionUrl))
  writeFileSync(at('dovecot.conf'), configuration(plan))
  return await startServer({
    name: 'Dovecot',
    command: ['dovecot', '-F', '-c', at('dovecot.conf')],
    ports: [lmtpPort, imapsPort, ...(introspectionUrl === null ? [] : [authPort])],
    log: at('dovecot.log'),
  })
}

function configuration(plan: DovecotPlan): string {
  const { directory, lmtpPort, imapsPort, introspectionUrl } = plan
  return `
base_dir = ${directory}/run
state_dir = ${directory}/run
log_path = ${directory}/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
ssl = yes
ssl_cert = <${directory}/tls.crt
ssl_key = <${directory}/tls.key
disable_plaintext_auth = no
first_valid_uid = 1
mail_location = maildir:${directory}/mail/%n
recipient_delimiter = +
passdb {
  driver = passwd-file
  args = ${directory}/users
}
userdb {
  driver = passwd-file
  args = ${directory}/users
  default_fields = uid=${nobody} gid=${nobody} home=${directory}/mail/%n
}
service imap-login {
  inet_listener imap {
    port = 0
  }
  inet_listener imaps {
    port = ${imapsPort}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${lmtpPort}
  }
}
service stats {
  client_limit = 100
}
${introspectionUrl === null ? '' : oauth(plan)}
`
}

function oauth({ directory, authPort }: DovecotPlan): string {
  return `
auth_mechanisms = plain login xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${directory}/oauth2.conf
}
service auth {
  inet_listener {
    address = 127.0.0.1
    port = ${authPort}
  }
}
`
}

function introspection(url: string): string {
  return `
introspection_mode = post
introspection_url = ${url}
username_attribute = username
active_attribute = active
active_value = true
`
}
