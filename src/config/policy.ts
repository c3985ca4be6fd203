import * as z from 'zod'
import { defaultPolicy, type Tenths } from '../report/policy.js'
import { drivers } from '../report/snapshot.js'
import { readWeights } from './driver-weight.js'
import { complain, setting } from './setting.js'

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
  STALE_WEEKS: setting({
    standard: `${defaultPolicy.staleWeeks}`,
    expected: 'a whole number of weeks from 1 to 12',
    cure: 'Write for example 3.',
    read: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(1).max(12)),
  }),
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
