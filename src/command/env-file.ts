import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { type Terminal, UsageFault } from './terminal.js'

/**
 * What the env file sets; nothing where there is no `.env`. A file that was asked for must exist.
 * Node's parser drops some mistakes without a word, so they are looked for first.
 */
export function fileSettings(
  { directory }: Terminal,
  { envFile }: { readonly envFile?: string },
): Record<string, string | undefined> {
  const file = resolve(directory, envFile ?? '.env')
  if (!existsSync(file)) {
    if (envFile === undefined) return {}
    throw new UsageFault(
      `There is no settings file ${file}. Copy .env.example there, or leave --env-file out.`,
    )
  }
  const text = readFileSync(file, 'utf8').replace(/^\u{feff}/u, '')
  const mistakes = [...repeated(text), ...textAfterQuotes(text)]
  if (mistakes.length > 0) throw new UsageFault([`${file}:`, ...mistakes].join('\n- '))
  return parseEnv(text)
}

/** One entry an assignment: its line, name and value as written, quotes included. */
interface Assignment {
  readonly line: number
  readonly name: string
  /** What stands on the line of the closing quote after it, or empty. */
  readonly trailing: string
}

const assignment =
  /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*(?:"[^"]*"([^\n]*)|'[^']*'([^\n]*)|`[^`]*`([^\n]*)|[^\n]*)$/gm

function assignments(text: string): Assignment[] {
  return [...text.matchAll(assignment)].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    name: match[1] ?? '',
    trailing: (match[2] ?? match[3] ?? match[4] ?? '').trim(),
  }))
}

function repeated(text: string): string[] {
  const first = new Map<string, number>()
  return assignments(text).flatMap(({ name, line }) => {
    const earlier = first.get(name)
    first.set(name, earlier ?? line)
    if (earlier === undefined) return []
    return `line ${line}: ${name} is set in line ${earlier} already. Remove one of the two.`
  })
}

function textAfterQuotes(text: string): string[] {
  return assignments(text)
    .filter(({ trailing }) => trailing !== '' && !trailing.startsWith('#'))
    .map(
      ({ name, line }) =>
        `line ${line}: ${name} goes on after its closing quote. ` +
        'Put single quotes around a value that has double quotes in it.',
    )
}
