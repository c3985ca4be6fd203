export const roles = ['executive', 'account-manager', 'admin'] as const
export type Role = (typeof roles)[number]

/** A person named in the settings. People are told apart by address, ignoring case. */
export interface Person {
  readonly name: string
  readonly address: string
  /** The only region an executive sees; null for all. */
  readonly region: string | null
  /** IANA zone in which the person's Monday morning is; null for the report's own. */
  readonly zone: string | null
}

/** One who gets a digest of an edition. */
export interface Recipient extends Person {
  readonly role: Role
}
