/**
 * The messages of a file: of an mbox (`From ` at the beginning of a line, after a blank one), or
 * the one that an .eml is. A line that was quoted as `>From ` is given back as it was.
 */
export function messagesIn(file: Buffer): Buffer[] {
  if (!isMbox(file)) return file.length === 0 ? [] : [file]
  return boundaries(file).map(({ start, end }) =>
    unquoted(file.subarray(afterLine(file, start), end)),
  )
}

const from = Buffer.from('From ')

function isMbox(file: Buffer): boolean {
  return file.subarray(0, from.length).equals(from)
}

function boundaries(file: Buffer): { start: number; end: number }[] {
  const starts = [0]
  for (let at = file.indexOf('\nFrom '); at >= 0; at = file.indexOf('\nFrom ', at + 1)) {
    const before = file.subarray(Math.max(0, at - 2), at).toString('latin1')
    if (before.endsWith('\n') || before === '\n\r') starts.push(at + 1)
  }
  return starts.map((start, index) => ({ start, end: starts[index + 1] ?? file.length }))
}

function afterLine(file: Buffer, start: number): number {
  const end = file.indexOf('\n', start)
  return end < 0 ? file.length : end + 1
}

function unquoted(message: Buffer): Buffer {
  const text = message.toString('latin1')
  return Buffer.from(text.replace(/^>(>*From )/gm, '$1'), 'latin1')
}
