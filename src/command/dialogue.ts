import { createInterface } from 'node:readline'

/** Asks whoever sits at the terminal. */
export interface Dialogue {
  /**
   * What they type on one line, without blanks around it; null once they have ended it (Ctrl-C,
   * Ctrl-D). Lines that were typed ahead answer the next questions.
   */
  readonly ask: (prompt: string) => Promise<string | null>
  readonly close: () => void
}

/** Asks on `output` and hears on `input`, with the keys that a line of a shell is edited by. */
export function openDialogue(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Dialogue {
  const reader = createInterface({ input, output, historySize: 0 })
  const ahead: string[] = []
  let hear: ((line: string | null) => void) | null = null
  let isEnded = false
  const heard = (line: string | null) => {
    const waiting = hear
    hear = null
    if (waiting !== null) waiting(line)
    else if (line !== null) ahead.push(line)
  }
  reader.on('line', (line) => heard(line.trim()))
  reader.on('SIGINT', () => reader.close())
  reader.on('close', () => {
    isEnded = true
    heard(null)
  })
  return {
    ask: async (prompt) => {
      if (isEnded) return null
      const line = ahead.shift()
      if (line !== undefined) {
        output.write(`${prompt}${line}\n`)
        return line
      }
      return await new Promise((resolve) => {
        hear = resolve
        reader.setPrompt(prompt)
        reader.prompt()
      })
    },
    close: () => reader.close(),
  }
}
