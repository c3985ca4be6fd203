import { once } from 'node:events'
import { createServer } from 'node:net'
import type { WebConfig } from '../../config/web.js'
import type { Config } from '../../config.js'
import { keyFileOf, readKeyFile } from '../../link/key-file.js'
import { isLoopback } from '../../mail/loopback.js'
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

/** Where something listens already, it is well when it is this report's own server. */
async function inPort({ host, port }: WebConfig): Promise<Finding[]> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return []
  } catch (error) {
    if (await isServed(host, port)) return []
    const what = `The web server cannot listen on ${host}, port ${port}: ${wordsOf(error)}.`
    return [{ kind: 'fault', what, cure: 'Set WEB_HOST and WEB_PORT to what is free here.' }]
  } finally {
    server.close()
  }
}

async function isServed(host: string, port: number): Promise<boolean> {
  const near = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  const address = near.includes(':') ? `[${near}]` : near
  try {
    const signal = AbortSignal.timeout(2000)
    const answer = await fetch(`http://${address}:${port}/healthz`, { signal })
    const health: unknown = await answer.json()
    return typeof health === 'object' && health !== null && 'status' in health
  } catch {
    return false
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
