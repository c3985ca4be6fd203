import type { Dialogue } from '../dialogue.js'
import { Failure, printable, type Terminal, UsageFault } from '../terminal.js'
import {
  type Answer,
  type EnvValues,
  type Question,
  settingAnswer,
  shownLine,
} from './questions.js'

/** What questions are asked with. */
export interface Asking {
  readonly terminal: Terminal
  /** @throws Failure where whoever is asked ends it. */
  readonly ask: (prompt: string) => Promise<string>
}

/** Until the last question is answered, it can be ended anywhere. */
export const nothingWritten = 'Ended. Nothing was written, and all is as it was.'

/** Talks with whoever sits at the terminal for as long as `use` takes. */
export async function withDialogue<Result>(
  terminal: Terminal,
  otherwise: string,
  use: (asking: Asking) => Promise<Result>,
): Promise<Result> {
  const { converse } = terminal
  if (converse === undefined) throw new UsageFault(otherwise)
  const dialogue = await converse()
  try {
    return await use({ terminal, ask: (prompt) => answered(terminal, dialogue, prompt) })
  } finally {
    dialogue.close()
  }
}

async function answered(terminal: Terminal, { ask }: Dialogue, prompt: string): Promise<string> {
  const line = await ask(prompt)
  if (line !== null) return line
  terminal.out('\n')
  throw new Failure(nothingWritten)
}

/** Says a paragraph, with a blank line before it. */
export function say({ terminal }: Asking, lines: readonly string[]): void {
  terminal.out(`\n${lines.map((line) => `${printable(line)}\n`).join('')}`)
}

/** Says lines that belong to what was said last. */
export function add({ terminal }: Asking, lines: readonly string[]): void {
  terminal.out(lines.map((line) => `  ${printable(line)}\n`).join(''))
}

/**
 * Asks about one setting until the answer can be read, and says which line of the env file it
 * becomes.
 */
export async function askSetting(
  asking: Asking,
  question: Question,
  values: EnvValues,
): Promise<string> {
  const { setting, asks, hints, shown } = question
  say(asking, [asks])
  add(asking, hints)
  for (;;) {
    const line = await asking.ask(`  ${setting} [${printable(shown)}]: `)
    const answer: Answer = settingAnswer(question, line, values)
    if (answer.kind === 'refused') {
      add(asking, answer.faults)
      continue
    }
    add(asking, [
      ...answer.remarks.map((one) => `warning: ${one}`),
      shownLine(setting, answer.value),
    ])
    return answer.value
  }
}

/** Asks for yes or no; Enter says what stands in brackets, and null lets it say nothing. */
export async function askYesOrNo(
  asking: Asking,
  asks: string,
  standard: boolean | null,
): Promise<boolean> {
  const prompt = standard === null ? `${asks} ` : `${asks} [${standard ? 'yes' : 'no'}]: `
  for (;;) {
    const line = (await asking.ask(prompt)).toLowerCase()
    if (line === '' && standard !== null) return standard
    if (/^y(es)?$/.test(line)) return true
    if (/^no?$/.test(line)) return false
    add(asking, ['Type yes or no.'])
  }
}

/**
 * Asks for one of several, by its number or as it is written. Enter takes the one in brackets; where
 * it would be a guess, `standard` is null: then Enter takes none, and it is asked again.
 */
export async function askWhich(
  asking: Asking,
  asks: string,
  choices: readonly string[],
  standard: number | null,
): Promise<number> {
  add(
    asking,
    choices.map((one, index) => `${index + 1}. ${one}`),
  )
  const prompt = standard === null ? `${asks} ` : `${asks} [${standard + 1}]: `
  for (;;) {
    const line = await asking.ask(prompt)
    if (line === '' && standard !== null) return standard
    const index = /^\d+$/.test(line) ? Number(line) - 1 : choices.indexOf(line)
    if (index >= 0 && index < choices.length) return index
    add(asking, [`Type a number from 1 to ${choices.length}.`])
  }
}
