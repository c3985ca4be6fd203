#!/usr/bin/env -S node --
import { existsSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Dialogue } from './command/dialogue.js'

/**
 * The oldest Node.js that the program runs on, also named by `engines` in package.json. An older one
 * crashes in the SQLite binding, so nothing else is loaded before this is known.
 */
const oldest = [22, 14] as const

// A reader that has seen enough (`mmr … | head`) ends the pipe; that is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(tooOld())
  process.exitCode = 1
} else {
  await start()
}

async function start(): Promise<void> {
  const { run } = await import('./command/program.js')
  process.exitCode = await run(process.argv.slice(2), {
    env: process.env,
    directory: process.cwd(),
    now: Date.now,
    chance: Math.random,
    owner: `${hostname()}:${process.pid}:${Math.random().toString(36).slice(2)}`,
    user: () => userInfo().username,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    open: async (file) => (await import('open')).default(file),
    ...(process.stdin.isTTY && process.stdout.isTTY ? { converse } : {}),
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    screen: { out: process.stdout.isTTY === true, err: process.stderr.isTTY === true },
  })
}

async function converse(): Promise<Dialogue> {
  const { openDialogue } = await import('./command/dialogue.js')
  return openDialogue(process.stdin, process.stdout)
}

/** Which Node.js is needed, which one this is, and where a newer one is: the one that npm brought. */
function tooOld(): string {
  const name = process.platform === 'win32' ? 'node.cmd' : 'node'
  const brought = ['../node_modules/.bin/', '../../.bin/']
    .map((folder) => fileURLToPath(new URL(folder + name, import.meta.url)))
    .find((file) => existsSync(file))
  const cure =
    brought === undefined
      ? 'Install a newer one (24 is the one to take: https://nodejs.org), or run npm ci in the folder of the program, which brings Node.js 24 with it on most computers.'
      : `Node.js 24 came with the program: start it with npx mmr, or with\n  ${brought} ${process.argv[1] ?? 'dist/main.js'}`
  return `mmr needs Node.js ${oldest.join('.')} or newer, and this is ${process.versions.node} (${process.execPath}).\n${cure}\n`
}
