import { once } from 'node:events'
import { createServer } from 'node:net'
import * as z from 'zod'
import type { Config } from '../../config/config.js'
import type { WebConfig } from '../../config/web.js'
import { keyFileOf, readKeyFile } from '../../link/key-file.js'
import { isLoopback } from '../../mail/server-url.js'
import type { Finding } from './check.js'

/**
 * What needs care of the links and the server behind them. Makes no key, and leaves the port free.
 */
export async function webFindings(
  { web, mail }: Pick<Config, 'web' | 'mail'>,
  databaseFile: string,
): Promise<Finding[]> {
  if (web.url === null) return [withoutLinks]
  return [
    ...(await inKeys(web, keyFileOf(databaseFile))),
    ...(await inPort(web)),
    ...withoutProxies(web),
    ...(mail.kind === 'smtp' && isLoopback(new URL(web.url).hostname) ? [leadingNowhere] : []),
  ]
}

const leadingNowhere: Finding = {
  kind: 'warning',
  what: 'WEB_URL is an address of this computer: in other people’s mails, its links lead nowhere.',
  cure: 'Set it to the address as people reach the web server, such as https://report.example.com.',
}

const withoutLinks: Finding = {
  kind: 'remark',
  what: 'WEB_URL is not set: mails go out without links, account managers answer by replying, and no prompt is sent.',
  cure: 'Set it to the address as people reach the web server, such as https://report.example.com.',
}

async function inKeys({ linkKeys }: WebConfig, file: string): Promise<Finding[]> {
  if (linkKeys.length > 0) return []
  try {
    await readKeyFile(file)
    return []
  } catch (error) {
    return [{ kind: 'fault', what: `The links can’t be signed: ${wordsOf(error)}`, cure: '' }]
  }
}

/**
 * Where something listens already, it is well when it is this report's own server, which tells what
 * it has seen of the proxy before it.
 */
async function inPort({ host, port }: WebConfig): Promise<Finding[]> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return []
  } catch (error) {
    const served = await askServer(host, port)
    if (served !== null) return served.remarks.map((remark) => ({ kind: 'warning', ...remark }))
    const what = `The web server cannot listen on ${host}, port ${port}: ${wordsOf(error)}.`
    return [{ kind: 'fault', what, cure: 'Set WEB_HOST and WEB_PORT to what is free here.' }]
  } finally {
    server.close()
  }
}

type Health = z.output<typeof health>

const health = z.object({
  status: z.string(),
  remarks: z.array(z.object({ what: z.string(), cure: z.string() })).default([]),
})

/** How our own server is; null where that port is another program's. */
async function askServer(host: string, port: number): Promise<Health | null> {
  const near = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  const address = near.includes(':') ? `[${near}]` : near
  try {
    const signal = AbortSignal.timeout(2000)
    const answer = await fetch(`http://${address}:${port}/healthz`, { signal })
    return health.safeParse(await answer.json()).data ?? null
  } catch {
    return null
  }
}

/** Where other computers get at the server, none of them may be believed about who asks. */
function withoutProxies({ host, trustedProxies }: WebConfig): Finding[] {
  const isOpen = !isLoopback(host)
  if (!isOpen || trustedProxies.some((range) => !isLoopback(range.split('/')[0] ?? ''))) return []
  return [
    {
      kind: 'warning',
      what: `WEB_HOST=${host} lets other computers ask the web server, and TRUSTED_PROXIES names none of them: all who come by a proxy there count as one visitor, and one who asks too often keeps all others out.`,
      cure: 'Add the proxy’s address to TRUSTED_PROXIES, for a container the gateway of its network; or set WEB_HOST to 127.0.0.1 where the proxy is on this computer.',
    },
  ]
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
