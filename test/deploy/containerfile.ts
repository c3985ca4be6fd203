import { readFileSync } from 'node:fs'

/** One instruction of a Containerfile, its continued lines joined. */
export interface Instruction {
  readonly word: string
  readonly rest: string
}

/** A stage: what follows one FROM, and its name where it has one. */
export interface Stage {
  readonly name: string | null
  readonly instructions: readonly Instruction[]
}

/** The stages of a Containerfile, in order. */
export function readStages(file: string): Stage[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#') && line.trim() !== '')
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
  const stages: Stage[] = []
  for (const line of lines) {
    const [, word = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? []
    if (word === 'FROM') {
      stages.push({ name: / AS (\w+)$/.exec(rest)?.[1] ?? null, instructions: [] })
    } else {
      const stage = stages.at(-1)
      if (stage === undefined) throw new Error(`${line}: before the first FROM`)
      stages.splice(-1, 1, { ...stage, instructions: [...stage.instructions, { word, rest }] })
    }
  }
  return stages
}
