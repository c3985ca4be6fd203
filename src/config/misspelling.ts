import { type Complaint, type Fault, faultOf } from './fault.js'

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

/**
 * The first of the names that comes nearest to `text` within `most` slips of the finger, ignoring
 * case; undefined when none is that near.
 */
export function nearest(text: string, names: readonly string[], most: number): string | undefined {
  const wanted = text.toUpperCase()
  for (let slips = 0; slips <= most; slips++) {
    const found = names.find((name) => isWithin(slips, wanted, name.toUpperCase()))
    if (found !== undefined) return found
  }
  return undefined
}

/** The name that a person may have meant by `text`: up to a third of it may be wrong. */
export function suggestion(text: string, names: readonly string[]): string | undefined {
  return nearest(text, names, Math.min(4, Math.ceil(text.length / 3)))
}

/** `Did you mean X? ` where one of the names is near, else nothing. */
export function didYouMean(text: string, names: readonly string[]): string {
  const found = suggestion(text, names)
  return found === undefined ? '' : `Did you mean ${found}? `
}

/**
 * Whether so many slips turn one text into the other: a letter left out, added, replaced, or
 * swapped with its neighbour (Damerau's four). Four branches for each slip: keep them few.
 */
function isWithin(slips: number, one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > slips) return false
  if (one === other) return true
  if (slips === 0) return false
  const [a, b] = afterSharedStart(one, other)
  return (
    isWithin(slips - 1, a.slice(1), b) ||
    isWithin(slips - 1, a, b.slice(1)) ||
    isWithin(slips - 1, a.slice(1), b.slice(1)) ||
    (a[0] === b[1] && a[1] === b[0] && isWithin(slips - 1, a.slice(2), b.slice(2)))
  )
}

function afterSharedStart(one: string, other: string): [string, string] {
  let shared = 0
  while (shared < one.length && one[shared] === other[shared]) shared++
  return [one.slice(shared), other.slice(shared)]
}
