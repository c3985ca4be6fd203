import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const project = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const { version } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'))

/** What the package is made from; `dist` isn't in it, so that nothing left there from before counts. */
const sources = [
  ...['package.json', 'package-lock.json', 'tsconfig.json', 'README.md', 'CHANGELOG.md', 'LICENSE'],
  ...['.env.example', 'src', 'templates', 'data', 'docs'],
]

/** The machine's own, as where nobody has run `npm ci`. */
const path = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules') && !folder.startsWith(project))
const machineNode = path.map((folder) => join(folder, 'node')).find((file) => existsSync(file))

/** Without what an npm that runs this test tells those it starts about its own project. */
const env = Object.fromEntries(
  Object.entries({ ...process.env, PATH: path.join(delimiter) }).filter(
    ([name]) => !/^(INIT_CWD|npm_(package|lifecycle|config_local_prefix|command))/.test(name),
  ),
)

let scratch: string
let packed: string
let elsewhere: string
const run = (cwd: string, program: string, ...words: string[]) =>
  execFileSync(program, words, { cwd, env, encoding: 'utf8', stdio: 'pipe' })

/** It installs from the registry, so it runs where it is asked for: MMR_DEPLOY=required. */
describe.runIf(process.env.MMR_DEPLOY === 'required')('a package, installed elsewhere', () => {
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'mmr-pack-'))
    packed = join(scratch, 'from')
    elsewhere = join(scratch, 'elsewhere')
    for (const folder of [packed, elsewhere]) mkdirSync(folder)
    for (const name of sources) cpSync(join(project, name), join(packed, name), { recursive: true })
    symlinkSync(join(project, 'node_modules'), join(packed, 'node_modules'))
    run(packed, 'npm', 'pack', '--silent')
    const tarball = join(packed, `monday-morning-report-${version}.tgz`)
    run(elsewhere, 'npm', 'install', '--no-audit', '--no-fund', tarball)
  }, 600_000)
  afterAll(() => rmSync(scratch, { recursive: true, force: true }))

  const installed = () => join(elsewhere, 'node_modules/monday-morning-report')

  test('holds what runs and what it is explained by, and nothing that only builds it', () => {
    expect(readdirSync(installed()).sort()).toEqual(
      ['.env.example', 'CHANGELOG.md', 'LICENSE', 'README.md', 'data', 'dist', 'docs'].concat(
        'package.json',
      ),
    )
    for (const folder of ['docs', 'docs/deploy']) {
      const pages = readdirSync(join(project, folder)).sort()
      expect(readdirSync(join(installed(), folder)).sort()).toEqual(pages)
    }
    expect(existsSync(join(installed(), 'dist/templates/executive.js'))).toBe(true)
    expect(existsSync(join(installed(), 'dist/build'))).toBe(false)
    expect(existsSync(join(elsewhere, 'node_modules/mjml'))).toBe(false)
  })

  test('says its version, and gives the demo, whose next steps hold', () => {
    expect(run(elsewhere, 'npx', 'mmr', '--version')).toBe(`${version}\n`)
    const said = run(elsewhere, 'npx', 'mmr', 'demo')
    expect(said).toMatch(/^7 of 7 messages submitted to the outbox/m)
    const [, example = ''] = /cp (\S+) \.env/.exec(said) ?? []
    expect(existsSync(join(elsewhere, example))).toBe(true)
    const explained = ['explain', 'Quillmark Insurance Group', '--env-file', 'demo/settings.env']
    expect(run(elsewhere, 'npx', 'mmr', ...explained)).toContain('Quillmark')
  })

  test.runIf(machineNode !== undefined)(
    'runs on the machine’s own Node.js, or names the brought',
    () => {
      const node = machineNode ?? ''
      const main = 'node_modules/monday-morning-report/dist/main.js'
      const [major = 0, minor = 0] = run(elsewhere, node, '--print', 'process.versions.node')
        .split('.')
        .map(Number)
      if (major > 22 || (major === 22 && minor >= 14)) {
        expect(run(elsewhere, node, main, 'demo')).toMatch(/^7 of 7 messages submitted/m)
      } else {
        const refused = () => run(elsewhere, node, main, '--version')
        const brought = join(elsewhere, 'node_modules/.bin/node')
        expect(refused).toThrow(
          `Node.js 24 came with the program: start it with npx mmr, or with\n  ${brought}`,
        )
        expect(run(elsewhere, brought, main, '--version')).toBe(`${version}\n`)
      }
    },
  )
})
