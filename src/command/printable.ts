/**
 * What a terminal acts upon: controls, escape sequences among them, other line breaks than its own,
 * and what turns the direction of all that follows.
 */
const orders = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu

/**
 * `text` on one line that a terminal shows as it is: a server's words, a name or a path can hold
 * anything, and begin no line of their own.
 */
export function printable(text: string): string {
  return text.replace(orders, ' ')
}

/** All of these but line feeds, tabs, marks of one letter's direction, and what isolates names. */
const ordersInText = /(?![\n\t])[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066\u2067]/gu

/**
 * A whole text, of any number of lines, in which nothing is left that a terminal acts upon: it is
 * spelled out as JSON does it, so that JSON stays what it is.
 */
export function spelledOut(text: string): string {
  return text.replace(ordersInText, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
