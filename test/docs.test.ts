import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { readEnvText } from '../src/command/env-file.js'
import { run } from '../src/command/program.js'
import { defaults, readConfig } from '../src/config/config.js'
import { recordingTerminal } from './fixture/terminal.js'
import { mondayMorning } from './fixture/workspace.js'

const project = fileURLToPath(new URL('..', import.meta.url))

/** Pages for people, by their path in the project with forward slashes. */
type Pages = ReadonlyMap<string, string>

const pages: Pages = new Map(
  [
    ...['README.md', 'CHANGELOG.md', 'data/README.md'],
    ...pagesIn('docs'),
    ...pagesIn('.github'),
  ].map((path) => [path, readFileSync(join(project, path), 'utf8')]),
)

/** The changelog tells of names as they were. */
const today: Pages = new Map([...pages].filter(([path]) => path !== 'CHANGELOG.md'))

/** What `npm pack` puts into the package, besides what it is told to leave out. */
const packed: readonly string[] = [
  ...JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')).files,
  ...['README.md', 'LICENSE', 'package.json'],
]

function pagesIn(folder: string): string[] {
  return readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
}

describe('a link', () => {
  const isThere = (path: string) => existsSync(join(project, path))

  it('of any page leads somewhere', () => {
    expect(linksIn(pages).length).toBeGreaterThan(40)
    expect(brokenLinks(pages, isThere)).toEqual([])
  })

  it('of a page in docs/ leads to what the package holds', () => {
    const inDocs = linksIn(pages).filter(({ page }) => page.startsWith('docs/'))
    const astray = inDocs.filter(({ path }) => !packed.includes(path.split('/')[0] ?? ''))
    expect(astray).toEqual([])
  })

  it.each<[string, string, string[]]>([
    ['to a file', '[a](docs/a.md) ![b](docs/b.png) <img src="docs/b.png">', []],
    ['to a heading', '[a](docs/a.md#what-it-is-1) [b](#here)\n\n## Here\n', []],
    ['elsewhere', '[a](https://example.com/#a) <a@example.com> [b](mailto:a@example.com)', []],
    ['in code', '`[a](nowhere)`\n\n```\n[a](nowhere)\n```\n', []],
    ['to no file', '[a](docs/c.md)', ['README.md: docs/c.md is not there']],
    ['to no picture', '<img src="c.png">', ['README.md: c.png is not there']],
    ['over two lines', '[a\nb](docs/c.md)', ['README.md: docs/c.md is not there']],
    [
      'to no heading',
      '[a](docs/a.md#what) [b](#a)',
      ['README.md: docs/a.md#what names no heading', 'README.md: #a names no heading'],
    ],
    ['out of the project', '[a](../a.md)', ['README.md: ../a.md is not there']],
  ])('%s', (_what, text, faults) => {
    const planted = new Map([
      ['README.md', text],
      ['docs/a.md', '# A\n\n## What it *is*?\n\n## What it is\n\n```\n# What\n```\n'],
    ])
    const files = new Set([...planted.keys(), 'docs/b.png'])
    expect(brokenLinks(planted, (path) => files.has(path))).toEqual(faults)
  })
})

interface Link {
  readonly page: string
  readonly written: string
  /** Of the file that it leads to, from the project's folder. */
  readonly path: string
  /** Empty where it leads to the whole file. */
  readonly anchor: string
}

/** All that lead to files of the project. */
function linksIn(from: Pages): Link[] {
  return [...from].flatMap(([page, text]) => {
    const found = withoutCode(text).matchAll(
      /\]\(\s*<?([^()\s>]+)|<(?:img|a)\b[^>]*?\b(?:src|href)="([^"]*)"|^\[[^\]]+\]:\s*(\S+)/gm,
    )
    return Array.from(found, ([, inline, html, reference]) => inline ?? html ?? reference ?? '')
      .filter((written) => !/^[a-z]+:/i.test(written))
      .map((written) => {
        const [file = '', anchor = ''] = written.split('#')
        const path = file === '' ? page : posix.join(posix.dirname(page), file)
        return { page, written, path: path.replace(/\/$/, ''), anchor }
      })
  })
}

function brokenLinks(from: Pages, isThere: (path: string) => boolean): string[] {
  return linksIn(from).flatMap(({ page, written, path, anchor }) => {
    if (!isThere(path)) return [`${page}: ${written} is not there`]
    const isKnown = anchor === '' || headingsIn(from.get(path) ?? '').includes(anchor)
    return isKnown ? [] : [`${page}: ${written} names no heading`]
  })
}

/** The headings of a page as GitHub calls them in links; one that is there twice gets a number. */
function headingsIn(text: string): string[] {
  const times = new Map<string, number>()
  const lines = text.replaceAll(fenced, '').matchAll(/^#{1,6} +(.+?)[ #]*$/gm)
  return Array.from(lines, ([, words = '']) => {
    const plain = words.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const name = plain.replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-')
    const before = times.get(name) ?? 0
    times.set(name, before + 1)
    return before === 0 ? name : `${name}-${before}`
  })
}

const fenced = /^ *```[\s\S]*?^ *```/gm

const span = /(`+)[^`][\s\S]*?\1/g

function withoutCode(text: string): string {
  return text.replaceAll(fenced, '').replaceAll(span, '')
}

/** Each piece of code that a page shows: what stands between backquotes, and lines of blocks. */
function codeIn(text: string): string[] {
  const blocks = Array.from(text.matchAll(fenced), ([block]) => block.split('\n').slice(1, -1))
  const spans = Array.from(text.replaceAll(fenced, '').matchAll(span), ([code]) => code)
  return [...blocks.flat(), ...spans.map((code) => code.replaceAll('`', ''))]
}

/** The cells of the rows of all tables in a page, without their heads. */
function rowsIn(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => /^\|.*\|$/.test(line) && !/^\|[\s|:-]+$/.test(line))
    .map((line) => line.slice(1, -1).split(/(?<!\\)\|/))
    .map((cells) => cells.map((cell) => cell.trim()))
}

const code = (text: string) => `\`${text}\``

describe('docs/settings.md', () => {
  const settingRows = rowsIn(pages.get('docs/settings.md') ?? '').filter(([name = '']) =>
    /^`[A-Z_]+`$/.test(name),
  )

  it('has a row for each setting, in the order of .env.example, with its default', () => {
    expect(settingRows.map(([name, standard]) => [name, standard])).toEqual(
      Array.from(defaults, ([name, standard]) => [
        code(name),
        standard === '' ? expect.stringMatching(/^(none|nobody|as |the )/) : code(standard),
      ]),
    )
  })

  it('says what each is for', () => {
    expect(settingRows.filter(([, , what = '']) => what.split(' ').length < 3)).toEqual([])
  })

  it('and no page names a setting that there is not', () => {
    const named = [...today].flatMap(([page, text]) =>
      codeIn(text)
        .flatMap((one) => one.match(/(?<![\w.-])[A-Z]+(?:_[A-Z]+)+(?:_…)?(?![\w])/g) ?? [])
        .filter((name) => !/^(MMR|NODE)_/.test(name))
        .map((name) => ({ page, name })),
    )
    expect(named.length).toBeGreaterThan(40)
    const isKnown = (name: string) =>
      defaults.has(name) ||
      (name.endsWith('_…') && [...defaults.keys()].some((one) => one.startsWith(name.slice(0, -1))))
    expect(named.filter(({ name }) => !isKnown(name))).toEqual([])
  })
})

describe('an example of settings', () => {
  const examples = [...today].flatMap(([page, text]) =>
    Array.from(text.matchAll(fenced), ([block]) => block.split('\n').slice(1, -1).join('\n'))
      .filter((block) => /^\s*[A-Z_]+=/m.test(block) && !/^\s*npm|\bnpm run\b/m.test(block))
      .map((block) => ({ page, block })),
  )

  it('is there', () => {
    expect(examples.length).toBeGreaterThan(2)
  })

  it.each(examples)('in $page can be read: $block', ({ block }) => {
    const { settings, mistakes } = readEnvText(block)
    expect(mistakes).toEqual([])
    const reading = readConfig({ file: settings, process: {} })
    expect(reading).toMatchObject({ ok: true, warnings: [] })
  })
})

describe('docs/operations.md', () => {
  /** The options of each command by its name, and under '' those that all of them take. */
  const options = new Map<string, readonly string[]>()

  beforeAll(async () => {
    const general = await help()
    options.set('', optionsIn(general))
    for (const [, name = ''] of general
      .slice(general.indexOf('Commands:'))
      .matchAll(/^ {2}([a-z]+) /gm)) {
      if (name !== 'help') options.set(name, optionsIn(await help(name)))
    }
  })

  test('has a row for each command that mmr --help lists, in that order, with its options', () => {
    const described = rowsIn(pages.get('docs/operations.md') ?? '').flatMap(
      ([first = '', , taken]) => {
        const name = /^`mmr ([a-z]+)/.exec(first)?.[1]
        return name === undefined ? [] : [[name, [...new Set(taken?.match(/--[a-z-]+/g))].sort()]]
      },
    )
    expect(described).toEqual([...options].filter(([name]) => name !== '').map(sorted))
  })

  test('names the options that all commands take', () => {
    const said = codeIn(pages.get('docs/operations.md') ?? '').join('\n')
    const missing = (options.get('') ?? []).filter((option) => !said.includes(option))
    expect(missing).toEqual([])
  })

  /** `mmr` is also the name of the service's user and of its container. */
  const call = /(?<![\w.@/-]|-u |exec )(?:mmr(?: --)?|dist\/main\.js) ([a-z]+)\b([^|&;]*)/g

  test('and no page shows a command or an option that there is not', () => {
    const called = [...today].flatMap(([page, text]) =>
      codeIn(text).flatMap((one) =>
        Array.from(one.replace(/ # .*$/, '').matchAll(call), ([written, name = '', rest = '']) => ({
          page,
          written,
          name,
          taken: rest.match(/(?<=^| )--[a-z-]+/g) ?? [],
        })),
      ),
    )
    expect(called.length).toBeGreaterThan(60)
    const isKnown = ({ name, taken }: { readonly name: string; readonly taken: string[] }) => {
      const known = [...(options.get(name) ?? []), ...(options.get('') ?? [])]
      return options.has(name) && taken.every((option) => known.includes(option))
    }
    expect(called.filter((one) => !isKnown(one))).toEqual([])
  })
})

function sorted([name, names]: [string, readonly string[]]): [string, readonly string[]] {
  return [name, names.toSorted()]
}

async function help(...words: string[]): Promise<string> {
  const terminal = recordingTerminal(project, { now: mondayMorning, env: {} })
  expect(await run([...words, '--help'], terminal)).toBe(0)
  return terminal.said().out
}

/** Without those that all commands take, where it is the help of one. */
function optionsIn(help: string): string[] {
  const [own = ''] = help.split('Global Options:')
  const found = own.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)
  const names = Array.from(found, ([, name = '']) => name)
  return help === own ? names : names.filter((name) => name !== '--help')
}

describe('every page', () => {
  /** Beside what is built or installed. */
  const files = ['src', 'templates', 'test', 'data', 'docs', '.github', '.ci'].flatMap((folder) => [
    folder,
    ...readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      posix.join(folder, name.replaceAll('\\', '/')),
    ),
  ])

  it('names files that are there', () => {
    const named = [...today].flatMap(([page, text]) =>
      codeIn(text)
        .flatMap(
          (one) =>
            one.match(/(?<![\w./-])(?:src|templates|test|data|docs|\.github|\.ci)\/[\w.*/-]*/g) ??
            [],
        )
        .map((path) => ({ page, path: path.replace(/[./]+$/, '') })),
    )
    expect(named.length).toBeGreaterThan(40)
    expect(
      named.filter(
        ({ path }) => !path.includes('NAME') && !files.some((file) => isMeant(file, path)),
      ),
    ).toEqual([])
  })

  it('begins with what it is about', () => {
    const nameless = [...pages].filter(([, text]) => !/^# \S.*\n\n\S/.test(text))
    expect(nameless.map(([page]) => page)).toEqual([])
  })

  it('is short, where it is the first one that people read', () => {
    expect(pages.get('README.md')?.split('\n').length).toBeLessThanOrEqual(160)
  })
})

/** Whether a path is that file, or a pattern such as `test/run/*.test.ts` that it fits. */
function isMeant(file: string, path: string): boolean {
  if (!path.includes('*')) return file === path
  const pattern = path.replaceAll('.', '\\.').replaceAll('*', '[^/]*')
  return new RegExp(`^${pattern}$`).test(file)
}
