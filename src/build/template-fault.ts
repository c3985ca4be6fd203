/** Where a line of a composed template comes from: a file under templates/, and its line from 1. */
export interface Origin {
  readonly file: string
  readonly line: number
}

/** One mistake in a template, and where the person who edits it has to look. */
export interface Problem {
  readonly origin: Origin
  /** What is wrong. */
  readonly what: string
  /** What to do about it; empty where that follows from what is wrong. */
  readonly cure: string
}

/** A problem of one place, with what to do about it. */
export function problemAt(origin: Origin, what: string, cure = ''): Problem {
  return { origin, what, cure }
}

/** `executive.mjml:45: there is no nearExitTitle here. Did you mean nearExit?` */
export function problemText({ origin, what, cure }: Problem): string {
  return `${origin.file}:${origin.line}: ${`${what} ${cure}`.trim()}`
}

/**
 * Mistakes in templates, told by file and line, all that were found: the person who edits them made
 * them, not the build.
 */
export class TemplateFault extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(problemText).join('\n'), options)
    this.name = 'TemplateFault'
    this.problems = problems
  }
}
