import type { Day, Week } from './week.js'

/** The causes of health, in the order in which they are listed everywhere. */
export const drivers = ['relationship', 'innovation', 'service', 'commercial'] as const
export type Driver = (typeof drivers)[number]

export const pulses = ['red', 'yellow', 'green'] as const
export type Pulse = (typeof pulses)[number]

/** The four groups of people at the customer whom somebody can be in touch with. */
export const stakeholderGroups = [
  'end users',
  'departmental managers',
  'procurement',
  'executives',
] as const
export type StakeholderGroup = (typeof stakeholderGroups)[number]

/** What can be done for a customer, in the customer's terms. */
export const valueCategories = [
  'service level and quality',
  'innovation',
  'faster response',
  'better performance information',
  'flexibility on scope',
  'more value for what they paid',
] as const
export type ValueCategory = (typeof valueCategories)[number]

/** Each driver's score, 0 to 100, or null where it was not scored. */
export type Scores = Readonly<Record<Driver, number | null>>

/** The part of a snapshot that health is worked out from. */
export interface Scored {
  readonly week: Week
  readonly scores: Scores
  /** Health as another system computed it, 0 to 100: taken as it is. */
  readonly statedHealth: number | null
}

/** A snapshot's scores, and which snapshot it is. */
export interface Versioned extends Scored {
  readonly accountId: string
  /** 1 for the first one recorded for this account and week, then 2, 3, … */
  readonly version: number
}

/**
 * What a manager said about one account for one week. Never changed: a later version supersedes it.
 */
export interface Snapshot extends Versioned {
  readonly pulse: Pulse | null
  readonly note: string | null
  readonly contacts: readonly StakeholderGroup[]
  readonly decisionMaker: string | null
  readonly decisionMakerChangedOn: Day | null
  readonly decisionMakerMetOn: Day | null
  readonly action: string | null
  readonly actionOwner: string | null
  readonly actionDueOn: Day | null
  readonly actionDoneOn: Day | null
  readonly valueCategory: ValueCategory | null
  readonly valueDelivered: string | null
  /** When it was recorded: UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string
  /** Who recorded it: `import snapshots.csv`, or a person's address. */
  readonly recordedBy: string
}
