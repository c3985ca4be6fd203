import { nameOf } from './phrase.js'
import type { Row } from './row.js'

/** A person to write to, one tap away. */
export function ownerParts(
  name: string,
  address: string,
): Pick<Row, 'owner' | 'ownerAddress' | 'ownerLink'> {
  return { owner: nameOf(name), ownerAddress: address, ownerLink: mailto(address) }
}

function mailto(address: string): string {
  return `mailto:${encodeURIComponent(address).replaceAll('%40', '@')}`
}
