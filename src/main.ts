#!/usr/bin/env -S node --
import { hostname, userInfo } from 'node:os'
import { run } from './command/program.js'

// A reader that has seen enough (`mmr … | head`) ends the pipe; that is no failure of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
}

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
  screen: { out: process.stdout.isTTY === true, err: process.stderr.isTTY === true },
})
