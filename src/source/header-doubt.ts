import { isTurnover, unitOfHeader } from './guess.js'
import type { ReadingOptions } from './options.js'
import { headerKey } from './orders.js'

/** Why a header may not say what its column means. */
export type Doubt =
  /** A person says whether it is that all the same. */
  | { readonly kind: 'meaning'; readonly warning: string; readonly asks: string }
  /** A person says on which scale the scores lie. */
  | { readonly kind: 'scale'; readonly warning: string; readonly scale: string }

const scores = ['relationship', 'innovation', 'service', 'commercial', 'health']

/** What speaks against reading a column from a header; null for nothing. */
export function doubtOf(header: string, column: string, reading: ReadingOptions): Doubt | null {
  const doubt = unitDoubtOf(header, column, reading)
  if (doubt !== null || column !== 'annual_revenue' || !isTurnover(header)) return doubt
  return meaning(
    "in a CRM this is often the customer's own turnover.",
    'Is it what the contract brings you in a year?',
  )
}

/** What the unit that a header names speaks against; null for nothing. */
export function unitDoubtOf(header: string, column: string, reading: ReadingOptions): Doubt | null {
  const { unit } = unitOfHeader(header)
  if (unit?.kind === 'scale' && scores.includes(column)) {
    const isSaid = unit.scale === '0-100' || isScaleSaid(column, reading)
    const warning = `its scores lie on ${unit.scale}, as it says; ours lie on 0-100.`
    return isSaid ? null : { kind: 'scale', warning, scale: unit.scale }
  }
  if (unit?.kind === 'times' && column === 'annual_revenue') {
    const many = unit.times === 1000 ? 'thousands' : 'millions'
    return meaning(
      `it says ${many}, and nothing is multiplied: 1250 is read as 1250.`,
      'Does it have whole amounts all the same?',
    )
  }
  return unit?.kind === 'of' ? ofSpan(unit.span, column) : null
}

function ofSpan(span: 'week' | 'month' | 'quarter' | 'year', column: string): Doubt | null {
  if (column === 'notice_days') {
    return meaning(
      `it says ${span}s: 3 is read as 3 days. Only "3 ${span}s" in a cell, or 90, is read as that.`,
      `Do its cells have days, or the word "${span}s" behind each figure?`,
    )
  }
  if (column === 'annual_revenue' && span !== 'year') {
    return meaning(
      `it is of a ${span}, and nothing is multiplied.`,
      'Does it have what the contract brings in a year all the same?',
    )
  }
  if (!scores.includes(column) || span === 'week') return null
  return meaning(
    `it is of a ${span}; a snapshot is of a week.`,
    'Does it say how the account stood in the week of its row?',
  )
}

function meaning(warning: string, asks: string): Doubt {
  return { kind: 'meaning', warning, asks }
}

function isScaleSaid(column: string, { scale }: ReadingOptions): boolean {
  return scale.some((pair) => pair.replace(/=.*/s, '').split(',').map(headerKey).includes(column))
}
