import type * as z from 'zod'
import { drivers } from '../report/snapshot.js'
import type { Complaint } from './fault.js'
import { type Pair, pairsOf } from './pair.js'
import { repeated } from './repetition.js'
import { didYouMean } from './resemblance.js'
import { complain } from './setting.js'

/**
 * Reads `relationship=40, innovation=22, service=20, commercial=18`. Each driver must be named,
 * if only with 0: what one that was left out should weigh, nobody can know.
 */
export function readWeights(text: string, context: z.RefinementCtx): Record<string, number> {
  const pairs = pairsOf(text).map((pair) => ({ ...pair, name: pair.name.toLowerCase() }))
  const complaints = [
    ...pairs.flatMap(complaintAbout),
    ...repeated(pairs, ({ name }) => name).map(({ given }) => ({ ...twice, given })),
  ]
  const found = complaints.length > 0 ? complaints : complaintsAboutAll(pairs, text)
  for (const complaint of found) complain(context, complaint)
  return Object.fromEntries(pairs.map(({ name, value }) => [name, Number(value)]))
}

function complaintAbout({ name, value, given }: Pair): Complaint[] {
  if (!drivers.some((driver) => driver === name)) return [{ ...unknownDriver(name), given }]
  return /^\d+$/.test(value) && Number(value) <= 1000 ? [] : [{ ...badWeight, given }]
}

function complaintsAboutAll(pairs: readonly Pair[], given: string): Complaint[] {
  const missing = drivers.filter((driver) => !pairs.some(({ name }) => name === driver))
  if (missing.length > 0) return [{ ...incomplete(missing), given }]
  return pairs.some(({ value }) => Number(value) > 0) ? [] : [{ ...weightless, given }]
}

function unknownDriver(name: string) {
  return {
    expected: `one of the drivers ${drivers.join(', ')}`,
    cure: `${didYouMean(name, drivers)}Write for example relationship=40, innovation=22, service=20, commercial=18.`,
  }
}

function incomplete(missing: readonly string[]) {
  const zeros = missing.map((driver) => `${driver}=0`).join(', ')
  return {
    expected: 'a weight for each driver',
    cure: `Add ${missing.join(', ')}; if it should not count, write ${zeros}.`,
  }
}

const badWeight = {
  expected: 'a whole number from 0 to 1000 after the =',
  cure: 'Write for example relationship=40. The weights need not add up to 100.',
}

const twice = { expected: 'each driver once', cure: 'Remove one of the two.' }

const weightless = {
  expected: 'at least one weight above 0',
  cure: 'Give the driver that matters a weight, for example relationship=40.',
}
