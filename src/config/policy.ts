import * as z from 'zod'
import { defaultPolicy, type Policy, type Tenths } from '../report/policy.js'
import { drivers } from '../report/snapshot.js'
import type { Complaint } from './fault.js'
import { complain, type Pair, pairsOf, repeated, setting } from './fields.js'
import { didYouMean } from './misspelling.js'

const weights = z.record(z.enum(drivers), z.number())

/** Points with at most one decimal, as whole tenths. */
function points(least: Tenths): z.ZodType<Tenths, string> {
  return z
    .string()
    .regex(/^\d{1,3}(\.\d)?$/)
    .transform((text) => Math.round(Number(text) * 10))
    .pipe(z.number().min(least).max(1000))
}

const inPoints = (tenths: Tenths) => `${tenths / 10}`

export const policySettings = {
  DRIVER_WEIGHTS: setting({
    standard: drivers.map((driver) => `${driver}=${defaultPolicy.weights[driver]}`).join(', '),
    expected: 'a weight for each driver',
    cure: 'Write for example relationship=40, innovation=22, service=20, commercial=18.',
    read: z.string().transform(readWeights).pipe(weights),
  }),
  RED_BELOW: setting({
    standard: inPoints(defaultPolicy.redBelow),
    expected: 'points from 0 to 100, with at most one decimal',
    cure: 'Write for example 50: accounts below this health are red.',
    read: points(0),
  }),
  GREEN_FROM: setting({
    standard: inPoints(defaultPolicy.greenFrom),
    expected: 'points from 0 to 100, with at most one decimal',
    cure: 'Write for example 75: accounts from this health on are green.',
    read: points(0),
  }),
  MOVE_POINTS: setting({
    standard: inPoints(defaultPolicy.movePoints),
    expected: 'points from 0.1 to 100, with at most one decimal',
    cure: 'Write for example 1: smaller changes count as no movement.',
    read: points(1),
  }),
  SLIDE_POINTS: setting({
    standard: [defaultPolicy.slidePoints.over4, defaultPolicy.slidePoints.over12]
      .map((tenths) => (tenths / 10).toFixed(1))
      .join(','),
    expected: 'two figures from 0.1 to 100 points: over 4 weeks, and over 12',
    cure: 'Write for example 3.0,6.0: an account that lost as much slides, even if it is not down.',
    read: z
      .string()
      .regex(/^\d{1,3}(\.\d)?, *\d{1,3}(\.\d)?$/)
      .transform((text) => text.split(',').map((points) => Math.round(Number(points) * 10)))
      .refine((both) => both.every((tenths) => tenths >= 1 && tenths <= 1000))
      .transform(([over4 = 0, over12 = 0]) => ({ over4, over12 })),
  }),
  RETENTION_BENCHMARK: setting({
    standard: inPoints(defaultPolicy.retentionBenchmark),
    expected: 'a percentage from 1 to 100, with at most one decimal',
    cure: 'Write for example 95: what the best in your industry keep of their revenue in a year.',
    read: points(10),
  }),
  STALE_WEEKS: setting({
    standard: `${defaultPolicy.staleWeeks}`,
    expected: 'a whole number of weeks from 1 to 12',
    cure: 'Write for example 3.',
    read: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(1).max(12)),
  }),
}

interface PolicyValues {
  readonly DRIVER_WEIGHTS: Policy['weights']
  readonly RED_BELOW: Tenths
  readonly GREEN_FROM: Tenths
  readonly MOVE_POINTS: Tenths
  readonly SLIDE_POINTS: Policy['slidePoints']
  readonly RETENTION_BENCHMARK: Tenths
  readonly STALE_WEEKS: number
}

export function policyOf(values: PolicyValues): Policy {
  return {
    weights: values.DRIVER_WEIGHTS,
    redBelow: values.RED_BELOW,
    greenFrom: values.GREEN_FROM,
    movePoints: values.MOVE_POINTS,
    slidePoints: values.SLIDE_POINTS,
    staleWeeks: values.STALE_WEEKS,
    retentionBenchmark: values.RETENTION_BENCHMARK,
  }
}

/** A health cannot be below the red limit and above the green one at once. */
export function checkBands(
  { RED_BELOW, GREEN_FROM }: { RED_BELOW: Tenths; GREEN_FROM: Tenths },
  context: z.RefinementCtx,
) {
  if (RED_BELOW <= GREEN_FROM) return
  const complaint = {
    expected: `no more than GREEN_FROM, which is ${inPoints(GREEN_FROM)}`,
    given: inPoints(RED_BELOW),
    cure: 'Lower RED_BELOW or raise GREEN_FROM: what lies between the two is yellow.',
  }
  complain(context, complaint, ['RED_BELOW'])
}

/**
 * Reads `relationship=40, innovation=22, service=20, commercial=18`. Each driver must be named,
 * if only with 0: what one that was left out should weigh, nobody can know.
 */
function readWeights(text: string, context: z.RefinementCtx): Record<string, number> {
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
