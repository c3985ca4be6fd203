/** One line of the log: `error` needs a person, `warn` may. */
export interface Entry {
  readonly level: 'debug' | 'info' | 'warn' | 'error'
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

export function entry(level: Entry['level'], message: string, fields: Entry['fields'] = {}): Entry {
  return { level, message, fields }
}
