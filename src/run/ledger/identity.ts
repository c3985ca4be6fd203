/** A name for a ledger that no other one has: 32 hexadecimal digits; `chance` is from 0 up to 1. */
export function identityBy(chance: () => number): string {
  return Array.from({ length: 32 }, () => Math.floor(chance() * 16).toString(16)).join('')
}
