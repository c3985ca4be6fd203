/**
 * Why a link was refused: it was ours and its time is over, an admin had ended it, the settings no
 * longer name its reader for what it opens, or nobody knows it: mistyped, cut off, made up, or signed
 * with a key that was retired.
 */
export const refusalKinds = ['expired', 'revoked', 'removed', 'unknown'] as const
export type RefusalKind = (typeof refusalKinds)[number]

/**
 * How often links were refused, and how often a new one was asked for that was not mailed: somebody
 * asked for more than one person is mailed in a day.
 */
export type LinkRefusals = Readonly<Record<RefusalKind | 'withheld', number>>
