import { assignmentsIn, envLine } from './env-file.js'

/**
 * The text of an env file with these settings in it, by name. Each other line stays byte by byte, and
 * so does the line of a setting that says the same already. A new one stands below its line in the
 * comments (`#NAME=…`, as in .env.example) where there is one, else at the end.
 *
 * @throws Error where a value can't be written: ask `envLine` before.
 */
export function changedEnv(text: string, values: ReadonlyMap<string, string>): string {
  const lines = text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? []
  const breaks = /\r\n|\r|\n/.exec(text)?.[0] ?? '\n'
  const there = new Map(assignmentsIn(text).map((one) => [one.name, one]))
  const changed = [...lines]
  const added: string[] = []
  for (const [name, value] of values) {
    const line = written(name, value, breaks)
    const found = there.get(name)
    if (found?.value === value) continue
    if (found !== undefined) {
      const first = found.number - 1
      changed.fill('', first, first + found.span)
      changed[first] = line
      continue
    }
    const comment = lines.findLastIndex((one) => one.startsWith(`#${name}=`))
    if (comment === -1) added.push(line)
    else changed[comment] = ended(changed[comment] ?? '', breaks) + line
  }
  const whole = changed.join('')
  return added.length === 0 ? whole : ended(whole, breaks) + added.join('')
}

function written(name: string, value: string, breaks: string): string {
  const line = envLine(name, value)
  if (line === null) throw new Error(`${name} holds all kinds of quotation marks`)
  return line.replaceAll('\n', breaks) + breaks
}

/** A last line without a break would take the next one into itself. */
function ended(text: string, breaks: string): string {
  return text === '' || /[\r\n]$/.test(text) ? text : text + breaks
}
