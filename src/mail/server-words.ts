/**
 * One line of at most 300 characters, without anything that a terminal would act upon, and without
 * secrets.
 */
export function oneLine(text: string, secrets: readonly string[]): string {
  const masked = secrets.reduce((rest, secret) => rest.replaceAll(secret, '•••'), text)
  const line = [...masked.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()]
  return line.length <= longest ? line.join('') : `${line.slice(0, longest - 1).join('')}…`
}

const longest = 300

/** nodemailer's error in words; where several addresses were tried in vain, that of the first. */
export function errorText(error: unknown): string {
  if (error instanceof AggregateError) return errorText(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  // OpenSSL's message is a line of numbers and source files around its reason.
  if ('reason' in error && 'library' in error) return `TLS: ${error.reason}`
  // An abort hides why behind it.
  return error.cause instanceof Error ? error.cause.message : error.message
}
