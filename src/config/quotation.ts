import { type Complaint, type Fault, faultOf } from './fault.js'

/** The variables of the real environment, read as the env file is. */
export interface Unwrapped {
  readonly variables: Readonly<Record<string, string>>
  readonly faults: readonly Fault[]
}

/**
 * Takes the quotation marks off values that stand in a pair of them. A shell does that by itself;
 * `docker run --env-file` and lists in a compose file pass them on as a part of the value. Where
 * the marks could be meant, or one of a pair is missing, that is a fault. None quotes a value: it
 * may be a password.
 */
export function unwrapped(
  variables: Readonly<Record<string, string>>,
  names: readonly string[],
): Unwrapped {
  const readings = Object.entries(variables).map(([name, text]) => ({
    name,
    ...(names.includes(name) ? readValue(text) : { text, complaint: null }),
  }))
  return {
    variables: Object.fromEntries(readings.map(({ name, text }) => [name, text])),
    faults: readings.flatMap(({ name, complaint }) =>
      complaint === null ? [] : [faultOf(name, complaint)],
    ),
  }
}

function readValue(text: string): { text: string; complaint: Complaint | null } {
  const [, mark, inside = '', behind = ''] =
    /^(["'`])((?:(?!\1)[\s\S])*)\1([\s\S]*)$/.exec(text.trim()) ?? []
  if (mark === undefined) return { text, complaint: isLeftOpen(text) ? inMarks(text) : null }
  if (behind === '') {
    return { text: mark === '"' ? inside.replaceAll('\\n', '\n') : inside, complaint: null }
  }
  const isWrapped = behind.endsWith(mark) || /^\s+#/.test(behind)
  return { text, complaint: isWrapped ? inMarks(text) : null }
}

/** An apostrophe may begin a name, as in 's-Hertogenbosch. */
function isLeftOpen(text: string): boolean {
  return /^\s*(["`]|'(?!\p{L}{1,2}[\s-]))/u.test(text)
}

function inMarks(text: string): Complaint {
  return {
    expected: 'a value without quotation marks around it',
    given: `${text.trim().charAt(0)}…`,
    cure: 'In the real environment quotation marks are a part of the value, and docker run --env-file passes them on. Write the value there without them, and without a comment behind it.',
  }
}
