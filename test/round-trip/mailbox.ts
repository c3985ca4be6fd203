import { setTimeout as pause } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'

/** A message as the server keeps it. */
export interface Kept {
  readonly bytes: Buffer
  readonly isSeen: boolean
}

/** All messages of the mailbox that an imaps:// URL names, in the order of their arrival. */
export async function messagesOf(url: string): Promise<Kept[]> {
  const client = clientOf(url)
  await client.connect()
  try {
    const { exists } = await client.mailboxOpen('INBOX', { readOnly: true })
    if (exists === 0) return []
    const found = await client.fetchAll('1:*', { source: true, flags: true })
    return found.map(({ source, flags }) => ({
      bytes: source ?? Buffer.alloc(0),
      isSeen: flags?.has('\\Seen') ?? false,
    }))
  } finally {
    await client.logout()
  }
}

/** Puts a message into the mailbox, unread, as a server would that takes it. */
export async function addMessage(url: string, message: Buffer): Promise<void> {
  const client = clientOf(url)
  await client.connect()
  try {
    await client.append('INBOX', message)
  } finally {
    await client.logout()
  }
}

function clientOf(url: string): ImapFlow {
  const { hostname, port, username, password } = new URL(url)
  return new ImapFlow({
    host: hostname,
    port: Number(port),
    secure: true,
    tls: { rejectUnauthorized: false },
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    logger: false,
  })
}

/** The same, once there is one: mail takes its time. */
export async function firstOf(url: string): Promise<Kept> {
  for (;;) {
    const [first] = await messagesOf(url)
    if (first !== undefined) return first
    await pause(100)
  }
}
