const executives = ['ada', 'bea', 'cay', 'dov', 'eva', 'fay', 'gil', 'hal']

/**
 * Eight executives, two account managers of the contracts, and an admin, who is told of the rest.
 */
export const people = {
  EXECUTIVES: executives.map((name) => `${name}@example.com`).join(', '),
  ADMINS: 'root@example.com',
  MAIL_FROM: 'Monday Report <report@example.com>',
} as const

/** One for each account, once each has its own. */
export const askedReaders: readonly string[] = ['a-1', 'a-2', 'a-3', 'a-4'].map(
  (name) => `${name}@example.com`,
)

export const recipients: readonly string[] = [
  ...executives.map((name) => `${name}@example.com`),
  'jon@example.com',
  'mara@example.com',
  'root@example.com',
]
