import type { DeliveryTable, FigureTable } from './figures.js'
import type { List } from './list.js'
import type { Folded } from './movement-row.js'

/** What a section may show, by the name of its kind: `partials/section` has a part for each. */
export interface SectionKinds {
  readonly list: List
  readonly figures: FigureTable
  readonly folded: Folded
  readonly deliveries: DeliveryTable
}

/**
 * One section of a mail, of one kind. HTML and text go through the same list of them, so that both
 * have the same sections in the same order.
 */
export type Section = Titled<SectionKinds>

/** A section, or what would be one if there were anything to show. */
export type ProposedSection = Titled<{
  readonly [Kind in keyof SectionKinds]: SectionKinds[Kind] | null
}>

type Titled<Kinds> = {
  [Kind in keyof Kinds]: {
    /** Empty where it goes on with the section before. */
    readonly title: string
  } & { readonly [Only in Kind]: Kinds[Only] }
}[keyof Kinds]

/** Those that have something to show, in their order. */
export function sectionsOf(proposed: readonly ProposedSection[]): Section[] {
  return proposed.filter(isSection)
}

function isSection(proposed: ProposedSection): proposed is Section {
  return !Object.values(proposed).includes(null)
}
