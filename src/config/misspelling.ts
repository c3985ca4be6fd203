import { type Complaint, type Fault, faultOf } from './fault.js'
import { nearest, suggestion } from './resemblance.js'

/** Variables by name, as `process.env` or a parsed env file holds them. */
export type Variables = Readonly<Record<string, string | undefined>>

/** Where settings come from. The process's own variables win over the file's. */
export interface Environment {
  readonly file: Variables
  readonly process: Variables
}

/**
 * Names that nobody would read. The env file is ours, so every unknown name in it is a fault; the
 * process has variables of many programs, so only what all but spells a setting is. Values are
 * never quoted: what is misspelt may be a password's variable.
 */
export function misspellings({ file, process }: Environment, names: readonly string[]): Fault[] {
  const inFile = unknown(file, names)
  const inProcess = unknown(process, names).filter(
    (name) => !inFile.includes(name) && nearMiss(name, names) !== undefined,
  )
  return [...inFile, ...inProcess].map((name) => faultOf(name, complaintAbout(name, names)))
}

function unknown(variables: Variables, names: readonly string[]): string[] {
  return Object.keys(variables).filter(
    (name) => variables[name] !== undefined && !names.includes(name),
  )
}

/** Two slips in a long name, one in a short one: no usual variable comes that near. */
function nearMiss(name: string, names: readonly string[]): string | undefined {
  const long = names.filter((own) => own.length >= 10)
  return nearest(name, names, 1) ?? nearest(name, long, 2)
}

function complaintAbout(name: string, names: readonly string[]): Complaint {
  const meant = suggestion(name, names) ?? sameBeginning(name, names)
  const question = meant ? `Did you mean ${meant}?` : 'There is no such setting.'
  return {
    expected: 'the name of a setting',
    given: name,
    cure: `${question} Correct or remove it; .env.example lists every setting.`,
  }
}

/** Of `SMTP_HOST`, which other programs have, `SMTP_URL` is what is meant. */
function sameBeginning(name: string, names: readonly string[]): string | undefined {
  const [beginning = ''] = name.split('_')
  return names.find((own) => own.startsWith(`${beginning}_`))
}
