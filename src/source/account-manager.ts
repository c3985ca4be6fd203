import { readMailbox } from '../address.js'
import { remembered } from './cell.js'
import type { Refusal } from './fault.js'

/**
 * The name and the address in `Full Name <name@example.com>`. Without a name, the address stands
 * for it.
 */
export const readAccountManager = remembered((text: string): [string, string] | Refusal => {
  const reading = readMailbox(text)
  if (reading.kind === 'fault') return reading.fault
  const { name, address } = reading.mailbox
  return [name === '' ? address : name, address]
})
