import { createHash } from 'node:crypto'

/**
 * The name of a recipient's files, `LABEL.ADDRESS` where it can be: at most 120 letters, digits and
 * `@._+-~`, which any file system takes and no path escapes from. The same label and address, in
 * any case, always give the same name and others never do: where characters had to be left out, a
 * hash of all of them follows a `~`, which no other name holds.
 */
export function fileName(label: string, address: string): string {
  const exact = `${label}.${address}`.toLowerCase()
  const tame = exact
    .replace(/[^a-z0-9@._+-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, longest)
  return tame === exact && /^[a-z-]+$/.test(label) ? tame : `${tame}~${hash(label, address)}`
}

const longest = 100

function hash(label: string, address: string): string {
  const key = JSON.stringify([label.toLowerCase(), address.toLowerCase()])
  return createHash('sha256').update(key).digest('hex').slice(0, 16)
}
