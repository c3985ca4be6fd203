import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

/** A source file, its path relative to `src/` with forward slashes. */
interface Source {
  readonly path: string
  readonly text: string
}

/** Rules that stand on their own, for every layer to share: there is one truth of each. */
const ground = ['address', 'characters', 'palette']

/** What each layer may import, besides itself and the ground: imports point one way only. */
const ranking: Readonly<Record<string, readonly string[]>> = {
  main: [
    ...['command', 'run', 'web', 'config', 'store', 'source', 'mail', 'chart', 'link', 'format'],
    'report',
  ],
  command: ['run', 'web', 'config', 'store', 'source', 'mail', 'chart', 'link', 'format', 'report'],
  run: [
    ...['web', 'config', 'store', 'source', 'mail', 'chart', 'link', 'disk', 'format', 'report'],
  ],
  web: ['store', 'link', 'format', 'report'],
  config: ['format', 'report'],
  store: ['disk', 'format', 'report'],
  source: ['format', 'report'],
  mail: ['disk', 'format', 'report'],
  chart: ['format', 'report'],
  link: ['format', 'report'],
  disk: [],
  build: ['web', 'config', 'mail', 'format', 'report'],
  format: ['report'],
  report: [],
  address: [],
  characters: [],
  palette: [],
}

/** What rules on the ground may stand on, besides each other. */
const groundMayLoad: Readonly<Record<string, readonly string[]>> = {
  address: ['email-addresses', 'node:net', 'node:url'],
}

/**
 * Packages that one layer alone may load: the MJML compiler costs 50 MB and half of the start, and
 * what an address is has one reader.
 */
const reserved: Readonly<Record<string, string>> = {
  mjml: 'build',
  '@resvg/resvg-js': 'chart',
  'email-addresses': 'address',
}

/**
 * Imports by a computed name: the compiled templates, which lie in `dist/`, outside the ranking.
 */
const loadsTemplates = ['mail/render.ts', 'mail/full-report.ts', 'web/answer.ts']

/** Words that only `main.ts` may say. */
const ofMainAlone = [
  /\bprocess\s*\??\.\s*(env|exit)\b/,
  /\bprocess\s*\??\.?\s*\[/,
  /\}\s*=\s*process\b/,
]

/** What would make a figure depend on more than its arguments. */
const impure = [
  /\bnew\s+Date\b/,
  /\bDate\s*\(/,
  /\bDate\s*\.\s*now\b/,
  /\bDateTime\s*\.\s*(now|local|utc)\b/,
  /\bMath\s*\.\s*random\b/,
  /\b(process|console|performance|globalThis|fetch|crypto|setTimeout|setInterval)\b/,
]

/** What a reader still takes in whole. A file is split because it answers two questions, not for this. */
const longest = 450

describe('the sources', () => {
  const sources = readSources(fileURLToPath(new URL('../src', import.meta.url)))

  it('are found', () => {
    expect(sources.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['main.ts', 'report/week.ts', 'report/digest/digest.ts']),
    )
  })

  it('import one way only, read the environment in main alone, and stay short', () => {
    expect(sources.flatMap(faultsOf)).toEqual([])
  })
})

describe('a name', () => {
  it('that is exported has one meaning', () => {
    const sources = readSources(fileURLToPath(new URL('../src', import.meta.url)))
    expect(namesOfTwo(sources)).toEqual([])
  })

  it('that two files export is found', () => {
    const [one, other] = [
      { path: 'mail/a.ts', text: 'export function told() {}\nexport interface Layout {}' },
      { path: 'web/b.ts', text: 'export const told = 1\nfunction Layout() {}' },
    ]
    expect(namesOfTwo([one, other])).toEqual(['told: mail/a.ts, web/b.ts'])
  })
})

describe('a planted fault', () => {
  it.each<[string, string, string]>([
    ['report/a.ts', "import { b } from '../store/b.js'", 'imports store'],
    ['report/digest/a.ts', "import type { B } from '../../mail/b.js'", 'imports mail'],
    ['report/a.ts', "export * from '../config.js'", 'imports config'],
    ['report/a.ts', "import { b } from '../format.js'", 'imports format'],
    ['format.ts', "import { b } from './mail/b.js'", 'imports mail'],
    ['report/a.ts', "import { readFileSync } from 'node:fs'", 'imports node:fs'],
    ['report/a.ts', "import 'zod'", 'imports zod'],
    ['report/a.ts', "const z = await import('zod')", 'imports zod'],
    ['report/a.ts', 'const z = require("zod")', 'calls require'],
    ['report/a.ts', "type Z = import('zod').ZodType", 'imports zod'],
    ['report/a.ts', "import {\n  a, // why\n  b,\n} from\n  '../run/b.js'", 'imports run'],
    ['store/a.ts', "import { b } from '../mail/b.js'", 'imports mail'],
    ['store/a.ts', "import { b } from '../config/b.js'", 'imports config'],
    ['store/migrations/a.ts', "import { b } from '../../source/b.js'", 'imports source'],
    ['source/a.ts', "import { b } from '../store/b.js'", 'imports store'],
    ['mail/a.ts', "import { b } from '../store/b.js'", 'imports store'],
    ['mail/a.ts', "import { b } from '../build/b.js'", 'imports build'],
    ['mail/a.ts', "import { b } from '../chart/b.js'", 'imports chart'],
    ['chart/a.ts', "import { b } from '../mail/b.js'", 'imports mail'],
    ['run/a.ts', "import { Resvg } from '@resvg/resvg-js'", 'imports @resvg/resvg-js'],
    ['mail/a.ts', "import mjml2html from 'mjml'", 'imports mjml'],
    ['config.ts', "import { b } from './source/b.js'", 'imports source'],
    ['address.ts', "import { b } from './report/b.js'", 'imports report'],
    ['source/a.ts', "import b from 'email-addresses'", 'imports email-addresses'],
    ['config/a.ts', "import { b } from '../run/b.js'", 'imports run'],
    ['run/a.ts', "import { b } from '../command/b.js'", 'imports command'],
    ['command/a.ts', "import { b } from '../main.js'", 'imports main'],
    ['web/a.ts', "import { b } from '../run/b.js'", 'imports run'],
    ['web/a.ts', "import { b } from '../mail/b.js'", 'imports mail'],
    ['link/a.ts', "import { b } from '../store/b.js'", 'imports store'],
    ['store/a.ts', "import { b } from '../link/b.js'", 'imports link'],
    ['build/a.ts', "import { b } from '../store/b.js'", 'imports store'],
    ['run/a.ts', 'const b = await import(name)', 'imports a computed name'],
    ['run/a.ts', "import { env } from 'node:process'", 'imports node:process'],
    ['run/a.ts', 'const zone = process.env.TZ', 'says process.env'],
    ['run/a.ts', `const zone = \`\${process.env.TZ}\``, 'says process.env'],
    ['run/a.ts', "const zone = process['env'].TZ", 'says process['],
    ['run/a.ts', 'const { env } = process', 'says } = process'],
    ['run/a.ts', 'process\n  .exit(1)', 'says process'],
    ['report/a.ts', 'const today = new Date()', 'says new Date'],
    ['report/a.ts', 'const today = Date()', 'says Date('],
    ['report/a.ts', 'const today = Date.now()', 'says Date.now'],
    ['report/a.ts', 'const today = DateTime.now()', 'says DateTime.now'],
    ['report/a.ts', 'const today = DateTime.local()', 'says DateTime.local'],
    ['report/a.ts', 'const luck = Math.random()', 'says Math.random'],
    ['report/a.ts', 'console.log(1)', 'says console'],
    ['mail/a.ts', 'export default function a() {}', 'exports a default'],
    ['mail/a.ts', "export { a as default } from './a.js'", 'exports a default'],
    ['characters.ts', "import { b } from './report/b.js'", 'imports report'],
    ['characters.ts', "import 'zod'", 'imports zod'],
    ['characters.ts', 'const today = Date.now()', 'says Date.now'],
    ['helpers/a.ts', 'const a = 1', 'has no place in the ranking'],
    ['types.ts', 'const a = 1', 'has no place in the ranking'],
  ])('in %s: %s', (path, text, fault) => {
    expect(faultsOf({ path, text })).toEqual([expect.stringContaining(`${path} ${fault}`)])
  })

  it.each<[string, string]>([
    ['report/a.ts', "import { DateTime } from 'luxon'\nimport { b } from './digest/b.js'"],
    ['report/digest/a.ts', "import { b } from '../week.js'"],
    ['report/digest/a.ts', "import { b } from '../../characters.js'"],
    ['disk/a.ts', "import { b } from '../characters.js'"],
    ['web/view/a.ts', "import { b } from '../../format.js'"],
    ['format.ts', "import { b } from './report/week.js'"],
    ['report/a.ts', "/* never new Date() */ const a = 'process.env' // nor Date.now()"],
    ['report/a.ts', "const letters = Array.from('abc')"],
    ['report/a.ts', 'const day = Date.parse(text)'],
    ['build/a.ts', "import mjml2html from 'mjml'\nimport { b } from '../mail/b.js'"],
    ['command/a.ts', "const { b } = await import('./b.js')"],
    ['run/a.ts', `const url = \`https://\${host}\` // 'process.exit'`],
    ['run/a.ts', 'process.exitCode = 1'],
    ['report/a.ts', "import type { B } from '../address.js'"],
    ['main.ts', 'process.exit(await run(process.argv, process.env))'],
  ])('is not seen in %s: %s', (path, text) => {
    expect(faultsOf({ path, text })).toEqual([])
  })
})

describe('a file', () => {
  it.each([
    [longest, []],
    [longest + 1, ['src/mail/a.ts has 451 lines, at most 450 are allowed']],
  ])('of %i lines', (lines, faults) => {
    expect(faultsOf({ path: 'mail/a.ts', text: 'const a = 1\n'.repeat(lines) })).toEqual(faults)
  })
})

/** Declarations of a package's types are left out: they are no code of ours. */
function readSources(root: string): Source[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => ({
      path: name.replaceAll('\\', '/'),
      text: readFileSync(join(root, name), 'utf8'),
    }))
}

/** Migrations are left out: each has its `up`, as their runner asks. */
function namesOfTwo(sources: readonly Source[]): string[] {
  const declaration =
    /^export (?:async )?(?:abstract )?(?:function\*?|const|class|interface|type) (\w+)/gm
  const places = new Map<string, string[]>()
  for (const { path, text } of sources) {
    if (path.startsWith('store/migrations/')) continue
    const names = new Set([...text.matchAll(declaration)].map(([, name = '']) => name))
    for (const name of names) places.set(name, [...(places.get(name) ?? []), path])
  }
  const twice = [...places].filter(([, paths]) => paths.length > 1)
  return twice.map(([name, paths]) => `${name}: ${paths.join(', ')}`)
}

function faultsOf(source: Source): string[] {
  const layer = layerOf(source.path)
  const faults =
    layer in ranking
      ? [...importFaults(source), ...wordFaults(source)]
      : ['has no place in the ranking']
  return faults.map((fault) => `src/${source.path} ${fault}`)
}

/** A folder, or a file beside the folders. */
function layerOf(path: string): string {
  const [top = ''] = path.split('/')
  return top.replace(/\.[jt]s$/, '')
}

function importFaults({ path, text }: Source): string[] {
  const layer = layerOf(path)
  const code = withoutComments(text)
  const named = importsOf(code)
    .map((name) => (name.startsWith('.') ? layerOf(posix.join(posix.dirname(path), name)) : name))
    .filter((name) => !mayImport(layer, name))
    .map((name) => `imports ${name}`)
  const computed = !loadsTemplates.includes(path) && /\bimport\s*\(\s*[^'"`\s]/.test(code)
  return [
    ...named,
    ...(computed ? ['imports a computed name'] : []),
    ...(/\brequire\s*\(/.test(code) ? ['calls require'] : []),
  ]
}

function importsOf(code: string): string[] {
  const statements = code.matchAll(/\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g)
  const others = code.matchAll(/\bimport\s*\(?\s*['"`]([^'"`]+)['"`]/g)
  return [...statements, ...others].map(([, name = '']) => name)
}

function mayImport(layer: string, name: string): boolean {
  if (name === layer || ground.includes(name) || ranking[layer]?.includes(name)) return true
  if (name in ranking || name === 'node:process' || name === 'process') return false
  if (layer === 'report') return name === 'luxon'
  if (ground.includes(layer)) return groundMayLoad[layer]?.includes(name) ?? false
  return (reserved[name] ?? layer) === layer
}

function wordFaults({ path, text }: Source): string[] {
  const layer = layerOf(path)
  const code = withoutComments(text).replaceAll(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''")
  const forbidden = [
    ...(layer === 'main' ? [] : ofMainAlone),
    ...(layer === 'report' || ground.includes(layer) ? impure : []),
  ]
  const said = forbidden.map((word) => code.match(word)?.[0]).find((word) => word !== undefined)
  const lines = text.split('\n').length - 1
  return [
    ...(said === undefined ? [] : [`says ${said}`]),
    ...(/\bexport\s+default\b|\bas\s+default\b/.test(code) ? ['exports a default'] : []),
    ...(lines > longest ? [`has ${lines} lines, at most ${longest} are allowed`] : []),
  ]
}

/** Strings and templates are matched first, so that `//` inside an address is no comment. */
function withoutComments(text: string): string {
  const tokens =
    /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g
  return text.replaceAll(tokens, (token) => (token.startsWith('/') ? ' ' : token))
}
