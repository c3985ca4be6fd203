#!/usr/bin/env node
import { hostname } from 'node:os'
import { run } from './command/program.js'

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  directory: process.cwd(),
  now: Date.now,
  chance: Math.random,
  owner: `${hostname()}:${process.pid}:${Math.random().toString(36).slice(2)}`,
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
})
