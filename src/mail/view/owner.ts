import { cleanText, nameOf } from './phrase.js'
import type { Row } from './row.js'

/** A person to write to, one tap away. */
export function ownerParts(
  name: string,
  address: string,
): Pick<Row, 'owner' | 'contact' | 'ownerLink'> {
  const owner = nameOf(name)
  return { owner, contact: `${owner} <${addressOf(address)}>`, ownerLink: mailto(address) }
}

/** As long as an address can be. */
export function addressOf(address: string): string {
  return cleanText(address, 254)
}

/** A person known by name alone. */
export function ownerNamed(name: string): Pick<Row, 'owner' | 'contact'> {
  const owner = nameOf(name)
  return { owner, contact: owner }
}

function mailto(address: string): string {
  return `mailto:${encodeURIComponent(address).replaceAll('%40', '@')}`
}
