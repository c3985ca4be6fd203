/** Where a line of a composed template comes from: a file under templates/, and its line from 1. */
export interface Origin {
  readonly file: string
  readonly line: number
}

/**
 * A mistake in a template, told by file and line: the person who edits it made it, not the build.
 */
export class TemplateFault extends Error {
  constructor(problem: string, origin: Origin, options?: ErrorOptions) {
    super(`${origin.file}:${origin.line}: ${problem}`, options)
    this.name = 'TemplateFault'
  }
}
