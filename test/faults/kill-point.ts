/** What a program tells or does at which it can kill itself. */
export const inside = [
  /** Before and after a statement of SQL: between the statements of a transaction, too. */
  'statement',
  'executed',
  'planned',
  'composed',
  'delivering',
  /** The claim is on disk, the server not yet spoken to. */
  'claimed',
  /** The server has said 354; the first byte is about to leave. */
  'begun',
  /** The server's reply is known to the program and to nobody else. */
  'answered',
  'settled',
  'closed',
] as const

/** What the mail server is doing when it kills the program and says no more. */
export const outside = [
  'RCPT',
  'DATA',
  /** The message has begun to arrive. */
  'body',
  /** It is there in full: the server keeps it, or loses it. */
  'dot-kept',
  'dot-lost',
  /** Whatever it is doing: the kill comes after so many milliseconds. */
  'any-time',
] as const

export type Inside = (typeof inside)[number]
export type Outside = (typeof outside)[number]

/** The `nth` time that a program comes to a place. */
export interface KillPoint {
  readonly at: Inside | Outside
  readonly nth: number
}

export const places: readonly KillPoint['at'][] = [...inside, ...outside]

export function isInside(at: KillPoint['at']): at is Inside {
  return inside.some((place) => place === at)
}

/** How often a program comes to a place, about; a point that it never comes to kills nobody. */
const most: Readonly<Record<KillPoint['at'], number>> = {
  statement: 120,
  executed: 120,
  planned: 1,
  composed: 2,
  delivering: 2,
  claimed: 11,
  begun: 11,
  answered: 11,
  settled: 11,
  closed: 1,
  RCPT: 11,
  DATA: 11,
  body: 11,
  'dot-kept': 11,
  'dot-lost': 11,
  'any-time': 400,
}

/** A point at a place, anywhere in that share of a whole run. */
export function killPoint(at: KillPoint['at'], chance: () => number, share: number): KillPoint {
  return { at, nth: 1 + Math.floor(chance() * most[at] * share) }
}
