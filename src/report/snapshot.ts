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

/** What a field can hold, by its kind. */
export interface FieldValues {
  /** 0 to 100. */
  readonly score: number | null
  readonly pulse: Pulse | null
  /** Each once, in their usual order. */
  readonly groups: readonly StakeholderGroup[]
  readonly category: ValueCategory | null
  /** On one line: a name. */
  readonly line: string | null
  readonly text: string | null
  readonly day: Day | null
  /** The day on which notice was given; `no` where it was withdrawn. */
  readonly notice: Day | 'no' | null
  readonly answer: boolean | null
}
export type FieldKind = keyof FieldValues

/** One field of a snapshot: its names, what it holds, and for how long that holds. */
type FieldRow = {
  /** In the database, and in snapshots.csv (where only `stated_health` is called otherwise). */
  readonly column: string
  /** As pages and mails call it. */
  readonly label: string
  /**
   * `its week`: the next week's form begins without it. `on`: that form begins with what was said
   * last. `until done`: the same, as long as the action is open. `until changed`: that form begins
   * with what was said last, in whatever week, and a snapshot says it again only where it is said
   * anew: one without it changes nothing.
   */
  readonly lasts: 'its week' | 'on' | 'until done' | 'until changed'
} & (
  | { readonly kind: Exclude<FieldKind, 'line' | 'text'> }
  /** `longest`: so many characters may be typed; more than anyone needs, less than a mail can bear. */
  | { readonly kind: 'line' | 'text'; readonly longest: number }
)

/**
 * All that a snapshot says, in the order of the form. From this table follow the type of a
 * snapshot, the columns that an import fills and a query reads, the form's fields, what they begin
 * with, how they are read and how long they may be, and the differences that are told.
 */
export const snapshotFields = {
  relationship: { column: 'relationship', kind: 'score', label: 'Relationship', lasts: 'on' },
  innovation: { column: 'innovation', kind: 'score', label: 'Innovation', lasts: 'on' },
  service: { column: 'service', kind: 'score', label: 'Service', lasts: 'on' },
  commercial: { column: 'commercial', kind: 'score', label: 'Commercial', lasts: 'on' },
  statedHealth: {
    column: 'stated_health',
    kind: 'score',
    label: 'Health from another system',
    lasts: 'on',
  },
  pulse: { column: 'pulse', kind: 'pulse', label: 'Pulse', lasts: 'on' },
  decisionMaker: {
    column: 'decision_maker',
    kind: 'line',
    longest: 100,
    label: 'Decision maker',
    lasts: 'its week',
  },
  decisionMakerChangedOn: {
    column: 'decision_maker_changed_on',
    kind: 'day',
    label: 'Decision maker changed on',
    lasts: 'its week',
  },
  decisionMakerMetOn: {
    column: 'decision_maker_met_on',
    kind: 'day',
    label: 'Decision maker met on',
    lasts: 'its week',
  },
  tender: {
    column: 'tender',
    kind: 'answer',
    label: 'Others asked for offers',
    lasts: 'until changed',
  },
  competitor: {
    column: 'competitor',
    kind: 'line',
    longest: 100,
    label: 'Competitor',
    lasts: 'on',
  },
  noticeGivenOn: {
    column: 'notice_given_on',
    kind: 'notice',
    label: 'Notice given on',
    lasts: 'until changed',
  },
  lastDay: { column: 'last_day', kind: 'day', label: 'Last day', lasts: 'until changed' },
  action: { column: 'action', kind: 'text', longest: 200, label: 'Action', lasts: 'until done' },
  actionOwner: {
    column: 'action_owner',
    kind: 'line',
    longest: 100,
    label: 'Action owner',
    lasts: 'until done',
  },
  actionDueOn: { column: 'action_due_on', kind: 'day', label: 'Action due', lasts: 'until done' },
  actionDoneOn: {
    column: 'action_done_on',
    kind: 'day',
    label: 'Action done on',
    lasts: 'until done',
  },
  contacts: { column: 'contacts', kind: 'groups', label: 'Spoken to', lasts: 'its week' },
  valueCategory: {
    column: 'value_category',
    kind: 'category',
    label: 'Kind of value',
    lasts: 'its week',
  },
  valueDelivered: {
    column: 'value_delivered',
    kind: 'text',
    longest: 300,
    label: 'Value delivered',
    lasts: 'its week',
  },
  note: { column: 'note', kind: 'text', longest: 1000, label: 'Note', lasts: 'its week' },
} as const satisfies Readonly<Record<string, FieldRow>>
export type SnapshotField = keyof typeof snapshotFields

/** Their names, in the order of the table. */
export const fieldNames = Object.keys(snapshotFields) as readonly SnapshotField[]

/** The fields of these kinds. */
export type FieldOfKind<Kind extends FieldKind> = {
  [Name in SnapshotField]: (typeof snapshotFields)[Name]['kind'] extends Kind ? Name : never
}[SnapshotField]

/** Whether a field is of one of these kinds. */
export function isOfKind<Kind extends FieldKind>(
  name: SnapshotField,
  ...kinds: readonly Kind[]
): name is FieldOfKind<Kind> {
  return kinds.some((kind) => kind === snapshotFields[name].kind)
}

/** A field beside the drivers' scores, which a snapshot holds in one record. */
export type SaidField = Exclude<SnapshotField, Driver>

/** Their names, in the order of the table. */
export const saidFields = fieldNames.filter((name): name is SaidField => !isDriver(name))

/** Whether a field is a driver's score. */
export function isDriver(name: SnapshotField): name is Driver {
  return drivers.some((driver) => driver === name)
}

/** What a snapshot says beside the drivers' scores. */
export type Said = {
  readonly [Name in SaidField]: FieldValues[(typeof snapshotFields)[Name]['kind']]
}

/** What `value` gives for each field, by its kind. */
export function saidBy(
  value: <Kind extends FieldKind>(kind: Kind, name: SaidField) => FieldValues[Kind],
): Said {
  const said = saidFields.map((name) => [name, value(snapshotFields[name].kind, name)])
  // Of each field the value of its kind: the compiler can't follow that through a list of names.
  return Object.fromEntries(said) as Said
}

/** What is said in those fields that `isMeant` picks. */
export function partOf(said: Said, isMeant: (name: SaidField) => boolean): Partial<Said> {
  return Object.fromEntries(saidFields.filter(isMeant).map((name) => [name, said[name]]))
}

/**
 * What a manager said about one account for one week. Never changed: a later version supersedes it.
 */
export interface Snapshot extends Versioned, Said {
  /** When it was recorded: UTC, ISO 8601 with milliseconds. */
  readonly recordedAt: string
  /** Who recorded it: `import snapshots.csv`, or a person's address. */
  readonly recordedBy: string
}
