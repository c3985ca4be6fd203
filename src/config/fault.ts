/**
 * What is wrong with one setting, in words for the person who wrote it. Safe to print: no secret,
 * nothing that a terminal would act upon.
 */
export interface Fault {
  readonly variable: string
  readonly expected: string
  /** What was there, shortened and with passwords hidden; empty when nothing was. */
  readonly given: string
  /** What to do about it: one or more whole sentences. */
  readonly cure: string
}

/** A fault of a value whose variable is not known where the value is read. */
export type Complaint = Omit<Fault, 'variable'>

/** A fault that is safe to print, whatever the complaint quotes. */
export function faultOf(variable: string, { expected, given, cure }: Complaint): Fault {
  return {
    variable: visible(variable),
    expected: visible(expected),
    given: shortened(visible(withoutPassword(given))),
    cure: visible(cure),
  }
}

/** The fault as one line of text. */
export function describeFault({ variable, expected, given, cure }: Fault): string {
  const found = given === '' ? 'nothing' : `"${given}"`
  return `${variable}: expected ${expected}, found ${found}. ${cure}`
}

const longest = 160

function shortened(text: string): string {
  const characters = [...text]
  return characters.length <= longest ? text : `${characters.slice(0, longest).join('')}…`
}

/**
 * Hides what stands where a URL has its user and password, whichever setting it was put into. A
 * URL that lost its end to an unquoted `#` has no `@` left: a colon that no port follows tells.
 */
function withoutPassword(text: string): string {
  return text
    .replace(/:\/\/.*@/gs, '://(hidden)@')
    .replace(/:\/\/[^/\s:]*:(?!\d+(\/|$)).*/gs, '://(hidden)')
}

/** Control and invisible characters spelled out, so that nobody has to guess what is wrong. */
function visible(text: string): string {
  return text
    .replace(/\r?\n/g, '\\n')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) => {
      return `\\u{${character.codePointAt(0)?.toString(16)}}`
    })
}
