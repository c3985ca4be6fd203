/**
 * The same letters in other bytes: a Mac writes "ü" as two characters, another machine as one, and
 * copying brings along characters that nobody sees. What people take for the same has to be the
 * same here. Pure, and on ground that every folder may share.
 */

/** All that texts in plain ASCII need to be told: nothing below has anything to do with them. */
const beyondAscii = /[^\0-\x7f]/

/** Never seen and never meant: soft hyphen, Mongolian separator, zero-width space, joiner and mark. */
const neverMeant = /[\u00ad\u180e\u200b\u2060\ufeff]/g

/** Blanks that a program put where a person typed one: no-break, figure and narrow. */
const noBreakBlank = /[\u00a0\u2007\u202f]/g

/** Text with each letter in one character (NFC) and plain blanks; nothing else of it changes. */
export function composed(text: string): string {
  if (!beyondAscii.test(text)) return text.trim()
  return text.replace(noBreakBlank, ' ').normalize('NFC').trim()
}

/**
 * A name as it is kept: composed, and without characters that are never seen. What joins letters
 * (in Persian names, in emoji) and what gives their direction stays.
 */
export function tidyName(text: string): string {
  return beyondAscii.test(text) ? composed(text.replace(neverMeant, '')) : text.trim()
}

/** With what shapes its neighbours and isn't seen itself: joiners, directions, variants. */
const unseen = /\p{Default_Ignorable_Code_Point}/gu

/** Letters, digits and signs of ASCII as East Asian keyboards write them, in the width of a character. */
const fullWidth = /[\uff01-\uff5e]/g

/** What tells ids apart. Two texts that look the same have the same one; case makes a difference. */
export function plainForm(text: string): string {
  if (!beyondAscii.test(text)) return text.trim()
  return text
    .replace(unseen, '')
    .replace(/\p{Zs}/gu, ' ')
    .replace(fullWidth, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .normalize('NFC')
    .trim()
}

/** What tells names, regions, headers and what is asked for apart: case makes no difference, too. */
export function matchKey(text: string): string {
  return plainForm(text).toLowerCase()
}

/**
 * What is left where text in one encoding was read as another: the replacement character, and UTF-8
 * read as Windows-1252 or Latin-1 ("MÃ¼ller"). Only pairs that no language writes: "MANHÃ”" is a quotation.
 */
const misread =
  /\ufffd|ï¿½|ï»¿|â[€‚„\u0080-\u0084]|[ÂÃ][\u0080-\u00bf€‚ƒ„†‡ˆ‰Š‹ŒŽ‘“•–˜™š›œžŸ]|[ÄÅ][\u0080-\u009f¡º¼¾‚„‡]|[ÐÑ][\u0080-\u00bf]/

/** The first piece of a text that lost its letters on the way here; null for none. */
export function misreadPiece(text: string): string | null {
  return beyondAscii.test(text) ? (misread.exec(text)?.[0] ?? null) : null
}

/** With a capital letter at its beginning. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The same words inside of a sentence. */
export function uncapitalised(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
