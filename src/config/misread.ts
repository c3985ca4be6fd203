import { misreadPiece } from '../characters.js'
import { type Fault, faultOf } from './fault.js'
import type { Description } from './setting.js'

/** Values that lost letters on their way here: as they are, they would be garbled in every mail. */
export function misreadValues(
  given: Readonly<Record<string, string>>,
  described: ReadonlyMap<string, Description>,
): Fault[] {
  return [...described].flatMap(([name, { asWritten = false }]) => {
    const piece = misreadPiece(given[name] ?? '')
    if (piece === null || asWritten) return []
    return [faultOf(name, { ...garbled, given: piece })]
  })
}

const garbled = {
  expected: 'letters as people write them',
  cure: 'This is what is left of a letter that was read in the wrong encoding: save the env file as UTF-8, and write the value anew.',
}
