import { expect, test } from 'vitest'
import { openDatabase } from '../../src/store/database.js'
import { closeEditions } from '../../src/store/open-editions.js'
import { bring, type Fate, minutes, planned } from '../store/ledger-book.js'
import { scratchDirectory } from '../store/scratch.js'
import { audit } from './audit.js'

// A proof is worth as much as the eye that looks for its counterexamples.

const none = { lost: 0, untaken: 0, unmarked: 0, marked: 0, uncertain: 0, addsUp: true }

/**
 * A ledger with one delivery for each fate, the first to 1@example.com, under these Message-IDs.
 */
async function audited(fates: readonly Fate[], copies: readonly string[], planning = fates.length) {
  const file = `${scratchDirectory()}/mmr.sqlite`
  const readers = fates.map((_, index) => `${index + 1}@example.com`)
  const db = await openDatabase(file)
  await bring(
    db,
    await planned(db, '2026-W47', readers.slice(0, planning)),
    fates.slice(0, planning),
  )
  await closeEditions(db, minutes(9))
  await db.destroy()
  const taken = copies.map((copy) => {
    const [to = '', messageId = ''] = copy.split(' ')
    return {
      from: '',
      to: [`${to}@example.com`],
      text: `Message-ID: <${messageId}@example.com>\r\n`,
    }
  })
  return audit(file, readers, taken)
}

test.each<[string, Fate[], string[], Partial<typeof none>]>([
  ['all is well', ['submitted', 'failed'], ['1 1'], {}],
  ['one left alone', ['submitted', 'planned'], ['1 1'], { lost: 1, addsUp: false }],
  ['one that is still being sent', ['sending'], [], { lost: 1, addsUp: false }],
  ['called submitted, and never taken', ['submitted'], [], { untaken: 1 }],
  ['two copies of one submission', ['submitted'], ['1 1', '1 1'], { unmarked: 1 }],
  ['a copy of what is called failed', ['failed'], ['1 1'], { unmarked: 1 }],
  ['a copy under another Message-ID', ['submitted'], ['1 1', '1 7'], { unmarked: 1 }],
  ['a copy for a stranger', ['submitted'], ['1 1', '9 9'], { unmarked: 1 }],
  ['uncertain, and taken', ['uncertain'], ['1 1'], { uncertain: 1 }],
  ['uncertain, and not taken', ['uncertain'], [], { uncertain: 1 }],
])('%s is seen', async (_, fates, copies, seen) => {
  expect(await audited(fates, copies)).toEqual({ deliveries: fates.length, ...none, ...seen })
})

test('one who was never planned for is seen', async () => {
  const seen = await audited(['submitted', 'submitted'], ['1 1'], 1)
  expect(seen).toEqual({ deliveries: 1, ...none, lost: 1, addsUp: false })
})
