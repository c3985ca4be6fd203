import { readMailbox } from '../address.js'
import { type Cell, readLine } from './cell.js'
import type { FaultList, Refusal } from './fault.js'
import { type Layout, optionalColumn, required } from './layout.js'
import type { Owner } from './owners.js'
import { openRows, type RowsRequest } from './rows.js'

/** A file of the people who own accounts: `name`, `address`, and whatever else it has. */
const layout: Layout = {
  columns: [
    { ...required('address', readAddress), aliases: ['email', 'e-mail', 'email address', 'mail'] },
    { ...required('name', readLine), aliases: ['full name', 'owner'] },
    optionalColumn('phone', readLine),
  ],
  anyOf: [],
  refuse: () => null,
  isKnownId: () => false,
}

function readAddress(text: string): Cell | Refusal {
  const reading = readMailbox(text)
  return reading.kind === 'fault' ? reading.fault : reading.mailbox.address
}

/** Reads the owners; what is wrong with the file is noted, and its rows left out. */
export async function readOwnersFile(
  request: Omit<RowsRequest, 'layout'>,
  faults: FaultList,
): Promise<Owner[]> {
  const rows = await openRows({ ...request, layout }, faults)
  if (rows === null) return []
  const owners: Owner[] = []
  const [name, address] = [rows.columns.indexOf('name') + 1, rows.columns.indexOf('address') + 1]
  const width = rows.columns.length + 1
  for await (const batch of rows.batches) {
    for (let at = 0; at < batch.length; at += width) {
      owners.push({ name: String(batch[at + name]), address: String(batch[at + address]) })
    }
  }
  return owners
}
