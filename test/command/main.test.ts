import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { version } from '../../src/command/terminal.js'
import { contractDesk, ledger } from '../fixture/contracts.js'
import type { Desk } from '../fixture/workspace.js'
import { openDesk } from '../fixture/workspace.js'

const program = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

let desk: Desk
afterEach(() => desk.close())

/** What a shell says of `mmr`, which stands for the built program. */
async function shell(line: string): Promise<{ code: number; out: string; err: string }> {
  const { PATH, TZ } = process.env
  const env = { PATH, TZ, ...desk.env, NODE: process.execPath, MMR: program }
  const script = `mmr() { "$NODE" "$MMR" "$@"; }\n${line}`
  const options = { cwd: desk.directory, env, maxBuffer: 2 ** 26 }
  try {
    const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-c', script], options)
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  }
}

const imports = 'mmr import accounts accounts.csv && mmr import snapshots snapshots.csv'

describe('the built program', () => {
  test('is what package.json runs', async () => {
    desk = openDesk()
    expect(await shell('mmr --version')).toEqual({ code: 0, out: `${version()}\n`, err: '' })
  })

  test('exits with 2 for wrong usage, which it tells on stderr', async () => {
    desk = openDesk()
    const { code, out, err } = await shell('mmr sned')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('sned')
  })

  test('exits with 1 for what failed, and reads the real environment', async () => {
    desk = openDesk()
    const { code, out, err } = await shell('LOCALE=nonsense_x mmr check; echo $?; mmr check')
    expect(code).toBe(1)
    expect(out).toMatch(/^2\nfault: There is no database/)
    expect(err).toMatch(/LOCALE/)
  })

  test('does not mind a reader that has seen enough', async () => {
    desk = contractDesk()
    await shell(imports)
    const look = 'mmr preview --week 2026-W46 --json'
    const { code, out, err } = await shell(`${look} | head -1; exit "\${PIPESTATUS[0]}"`)
    expect({ code, out, err }).toEqual({ code: 0, out: '[\n', err: '' })
  })
})

describe('an older Node', () => {
  const pretending = (version: string) =>
    `"$NODE" --import 'data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})' "$MMR" --version`

  test.each(['14.21.3', '20.20.2', '22.13.1'])('as %s is told what it lacks', async (old) => {
    desk = openDesk()
    const { code, out, err } = await shell(pretending(old))
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toMatch(/^mmr needs Node\.js 22\.14 or newer, and this is (?<version>[\d.]+) \(/)
    expect(err).toContain(old)
    expect(err).toMatch(/npx mmr|npm ci/)
  })

  test.each(['22.14.0', '24.0.0', '26.1.0'])('is not what %s is', async (current) => {
    desk = openDesk()
    expect(await shell(pretending(current))).toMatchObject({ code: 0, out: `${version()}\n` })
  })
})

describe('a disk that is full', () => {
  test('is told in words, exit 1, submits nothing, and leaves a whole database', async () => {
    desk = contractDesk()
    await shell(imports)
    // In KB, of each file: the log takes what plans the edition, and not its five messages.
    const limit = `trap '' XFSZ; ulimit -f 150`
    const { code, err } = await shell(`${limit}; mmr send --week 2026-W46`)
    expect(code).toBe(1)
    expect(err).toMatch(/^The (disk|database) .*mmr\.sqlite\b.*\. .*\.\n$/)
    expect(desk.files('outbox')).toEqual([])
    expect(desk.rows('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])

    const { code: later } = await shell('mmr send --week 2026-W46')
    expect(later).toBe(0)
    expect(ledger(desk).every((line) => line.startsWith('submitted '))).toBe(true)
    expect(desk.rows('select * from attempts')).toHaveLength(5)
  })
})
