/** A source of numbers from 0 up to 1 that gives the same ones for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/% '

/**
 * One of `tokens` with something changed: a character or several, a piece of another, its order.
 */
export function mutated(tokens: readonly string[], chance: () => number): string {
  const pick = (below: number) => Math.floor(chance() * below)
  const token = tokens[pick(tokens.length)] ?? ''
  const at = pick(token.length + 1)
  const other = tokens[pick(tokens.length)] ?? ''
  const character = alphabet[pick(alphabet.length)] ?? ''
  const parts = token.split('.')
  const otherParts = other.split('.')
  const part = pick(4)
  switch (pick(8)) {
    case 0:
      return token.slice(0, at) + character + token.slice(at + 1)
    case 1:
      return token.slice(0, at) + character + token.slice(at)
    case 2:
      return token.slice(0, at) + token.slice(at + 1 + pick(4))
    case 3:
      return parts
        .map((text, index) => (index === part ? (otherParts[index] ?? '') : text))
        .join('.')
    case 4:
      return token.slice(0, at) + other.slice(at)
    case 5:
      return token.slice(at) + token.slice(0, at)
    case 6:
      return parts.map((text, index) => (index === part ? '' : text)).join('.')
    default:
      return withFlippedBit(token, pick(token.length), pick(8))
  }
}

function withFlippedBit(token: string, at: number, bit: number): string {
  const code = token.charCodeAt(at) ^ (1 << bit)
  return token.slice(0, at) + String.fromCharCode(code) + token.slice(at + 1)
}
