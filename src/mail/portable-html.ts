/** RFC 5322: no line of a message is longer, its line end aside. */
const longestLine = 998

/** Gmail cuts off what is longer than this once it is decoded. */
const clippedFrom = 102_000

/**
 * HTML that means the same and that every mail server passes on as it is: letters beyond ASCII as
 * character references, CRLF line ends, and lines broken at a blank where they were too long. Null
 * where a word is too long for a line or the references make all of it too long to be shown whole.
 * Styles must be ASCII already: references are not read there.
 */
export function portableHtml(html: string): string | null {
  const lines = html
    .replace(/[^\0-\x7f]+/g, referring)
    .split('\n')
    .flatMap(broken)
  const portable = lines.join('\r\n')
  const isPortable =
    lines.every((line) => line.length <= longestLine && /^[\t\x20-\x7e]*$/.test(line)) &&
    portable.length < clippedFrom
  return isPortable ? portable : null
}

function referring(text: string): string {
  return Array.from(text, (character) => `&#${character.codePointAt(0)};`).join('')
}

function broken(line: string): string | string[] {
  if (line.length <= longestLine) return line
  return line.replace(new RegExp(`(.{1,${longestLine}}) `, 'g'), '$1\n').split('\n')
}
