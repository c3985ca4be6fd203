import { execFileSync, spawn } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { readStages, type Stage } from './containerfile.js'

const project = fileURLToPath(new URL('../..', import.meta.url))
const deploy = join(project, 'docs/deploy')
const isRequired = process.env.MMR_DEPLOY === 'required'
const hasSystemd = existsSync('/usr/bin/systemd-analyze')

describe('the unit', () => {
  test.runIf(hasSystemd)('is one that systemd understands', () => {
    const folder = scratch()
    const unit = join(folder, 'mmr.service')
    const text = readFileSync(join(deploy, 'mmr.service'), 'utf8')
    writeFileSync(unit, text.replaceAll('/opt/mmr', project.replace(/\/$/, '')))
    const said = execFileSync('systemd-analyze', ['verify', unit], { encoding: 'utf8' })
    expect(said).toBe('')
  })

  test('starts the worker with the Node.js that npm brought, and not again for a wrong setting', () => {
    const unit = readFileSync(join(deploy, 'mmr.service'), 'utf8')
    const [, program = '', words = ''] = /^ExecStart=\/opt\/mmr\/(\S+) (.*)$/m.exec(unit) ?? []
    expect(words).toBe('dist/main.js start')
    expect(unit).toMatch(/^RestartPreventExitStatus=2$/m)
    const started = () =>
      execFileSync(join(project, program), words.split(' '), {
        cwd: project,
        env: { ...process.env, TIME_ZONE: 'Nowhere/Land' },
        stdio: 'pipe',
      })
    expect(started).toThrow(expect.objectContaining({ status: 2 }))
  })
})

/**
 * What an engine would do, without one: each stage is a folder, absolute paths lie in it, and the
 * base image is this machine's Node.js. It installs from the registry, so it runs where it is asked
 * for: MMR_DEPLOY=required.
 */
describe.runIf(isRequired)('the Containerfile', () => {
  test('builds, starts as a user without rights, is well, and stops when asked', async () => {
    const folder = scratch()
    chmodSync(folder, 0o755)
    const stages = readStages(join(deploy, 'Containerfile'))
    for (const [index, stage] of stages.entries()) build(stage, `${index}`, { folder, stages })
    const last = stages.at(-1)
    if (last === undefined) throw new Error('the Containerfile has no stage')
    const root = join(folder, `${stages.length - 1}`)
    const inside = { cwd: join(root, 'opt/mmr'), env: environment(last, root) }
    expect(existsSync(join(inside.cwd, 'node_modules/vitest'))).toBe(false)
    expect(existsSync(join(inside.cwd, 'src'))).toBe(false)

    const [program = '', ...words] = JSON.parse(single(last, 'CMD')) as string[]
    const [uid, gid] = single(last, 'USER').split(':').map(Number)
    const worker = spawn(program, words, { ...inside, uid, gid, stdio: 'ignore' })
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    const health = within(single(last, 'HEALTHCHECK').replace(/^.*? CMD /, ''), root)
    const isWell = () => {
      try {
        execFileSync('sh', ['-c', health], { ...inside, uid, gid, stdio: 'ignore' })
        return true
      } catch {
        return false
      }
    }
    expect(isWell()).toBe(false)
    while (!isWell() && worker.exitCode === null) await pause(200)
    expect(isWell()).toBe(true)
    worker.kill(single(last, 'STOPSIGNAL') as NodeJS.Signals)
    expect(await ended).toBe(0)
  }, 600_000)
})

interface Building {
  readonly folder: string
  readonly stages: readonly Stage[]
}

/** Does the steps of a stage in `folder`/`name`, which stands for its root. */
function build(stage: Stage, name: string, { folder, stages }: Building): void {
  const root = join(folder, name)
  mkdirSync(root)
  let workdir = root
  for (const { word, rest } of stage.instructions) {
    if (word === 'WORKDIR') {
      workdir = within(rest, root)
      mkdirSync(workdir, { recursive: true })
    } else if (word === 'COPY') {
      const [, stageName, words = ''] = /^(?:--from=(\w+) )?(.*)$/.exec(rest) ?? []
      const source = stages.findIndex((one) => one.name === stageName)
      const from = source === -1 ? project : join(folder, `${source}`)
      const paths = words.split(' ')
      const target = paths.pop() ?? ''
      for (const path of paths) {
        const place = target.startsWith('/') ? within(target, root) : join(workdir, target)
        const original = path.startsWith('/') ? within(path, from) : join(from, path)
        copy(original, target.endsWith('/') ? join(place, path) : place)
      }
    } else if (word === 'RUN') {
      execFileSync('sh', ['-ec', within(rest, root)], { cwd: workdir, stdio: 'inherit' })
    }
  }
}

function copy(original: string, place: string): void {
  mkdirSync(dirname(place), { recursive: true })
  cpSync(original, place, { recursive: true, verbatimSymlinks: true })
}

/** The text with the paths that the Containerfile names below `root`. */
function within(text: string, root: string): string {
  return text.replaceAll(/(?<![\w.])\/(opt\/mmr|data)\b/g, `${root}/$1`)
}

function environment(stage: Stage, root: string): NodeJS.ProcessEnv {
  const pairs = single(stage, 'ENV')
    .split(' ')
    .map((pair) => pair.split('='))
  const set = Object.fromEntries(
    pairs.map(([name = '', value = '']) => [name, within(value, root)]),
  )
  return { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, ...set }
}

function single(stage: Stage, word: string): string {
  const found = stage.instructions.filter((one) => one.word === word)
  const [only] = found
  if (only === undefined || found.length > 1) throw new Error(`expected one ${word}`)
  return only.rest
}

function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mmr-deploy-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
