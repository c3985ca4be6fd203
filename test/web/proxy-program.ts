import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { certificate } from '../fixture/certificate.js'
import { startServer } from '../round-trip/server-process.js'

const manual = new URL('../../docs/deploy/proxies.md', import.meta.url)

/** The configurations of the manual for a program, as they are to be copied. */
export function documented(program: 'nginx' | 'caddy'): string[] {
  const text = readFileSync(manual, 'utf8')
  const blocks = text.matchAll(new RegExp(`^\`\`\`${program}\\n(.*?)^\`\`\``, 'gms'))
  return [...blocks].map(([, block = '']) => block)
}

/** A text with each of these replaced, all of which have to be in it. */
export function adapted(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((before, [what, by]) => {
    if (!before.includes(what)) throw new Error(`the manual does not say ${what}`)
    return before.replaceAll(what, by)
  }, text)
}

export function isInstalled(program: 'nginx' | 'caddy'): boolean {
  return spawnSync(program, [program === 'nginx' ? '-v' : 'version']).error === undefined
}

/** With MMR_PROXIES=required, nginx has to be there. */
export const isNginxRequired = process.env.MMR_PROXIES === 'required'

/** A folder for a proxy, its certificate, and all that it writes. */
export interface ProxyFolder {
  readonly path: string
  readonly cert: string
  readonly key: string
  /** Everything that was written into it, but for the configuration and the certificate. */
  readonly written: () => string
}

export function proxyFolder(): ProxyFolder {
  const path = mkdtempSync(join(tmpdir(), 'mmr-proxy-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  const [cert, key] = [join(path, 'cert.pem'), join(path, 'key.pem')]
  writeFileSync(cert, certificate.cert)
  writeFileSync(key, certificate.key)
  mkdirSync(join(path, 'logs'))
  const written = () =>
    readdirSync(join(path, 'logs'))
      .map((name) => readFileSync(join(path, 'logs', name), 'utf8'))
      .join('')
  return { path, cert, key, written }
}

/** nginx with what stands in its `http` block, until the running test ends. */
export async function startNginx(folder: ProxyFolder, http: string, port: number): Promise<void> {
  const { path } = folder
  const [config, log] = [join(path, `${port}.conf`), join(path, 'logs', `${port}.error.log`)]
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${join(path, `${port}-${name}`)};`)
    .join('\n')
  // As Debian has it, whatever of that the configuration under test doesn't say otherwise.
  const usual = `access_log ${join(path, 'logs', `${port}.access.log`)};\n${temporary}`
  const main = `daemon off; master_process off; pid ${join(path, `${port}.pid`)}; error_log ${log};`
  writeFileSync(config, `${main}\nevents {}\nhttp {\n${usual}\n${http}\n}\n`)
  const command = ['nginx', '-p', path, '-e', log, '-c', config] as const
  const server = await startServer({ name: 'nginx', command, ports: [port], log })
  onTestFinished(() => server.close())
}

export async function startCaddy(folder: ProxyFolder, text: string, port: number): Promise<void> {
  const config = join(folder.path, 'Caddyfile')
  writeFileSync(config, text)
  const log = join(folder.path, 'logs', 'caddy.log')
  // It keeps what it knows under the home of its user.
  const home = [`HOME=${folder.path}`, `XDG_DATA_HOME=${folder.path}`]
  const run = `exec caddy run --adapter caddyfile --config '${config}' >'${log}' 2>&1`
  const command = ['env', ...home, 'sh', '-c', run] as const
  const server = await startServer({ name: 'caddy', command, ports: [port], log })
  onTestFinished(() => server.close())
}

export interface Asking {
  readonly port: number
  readonly path: string
  /** Which of this computer’s addresses to come from: each is another visitor. */
  readonly from: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface Heard {
  readonly status: number
  readonly body: string
  readonly location: string | undefined
}

/** What a visitor hears over https, who asks for report.example.com. */
export function ask({ port, path, from, headers = {} }: Asking): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        localAddress: from,
        servername: 'report.example.com',
        headers: { host: 'report.example.com', ...headers },
        rejectUnauthorized: false,
        agent: false,
      },
      (response) => {
        let body = ''
        response.on('data', (text) => {
          body += String(text)
        })
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body, location: response.headers.location }),
        )
      },
    )
    sent.on('error', reject)
    sent.end()
  })
}
