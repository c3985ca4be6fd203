import type { Campaign, Survival } from './campaign.js'
import { places } from './kill-point.js'

export interface Fought {
  readonly campaign: Campaign
  readonly survival: Survival
}

const columns = [
  'campaigns',
  'kills',
  'deliveries',
  'lost',
  'untaken',
  'unmarked',
  'marked',
  'uncertain',
] as const

/** What all campaigns came to, for people: by kind, and how often each place was met. */
export function tally(fought: readonly Fought[]): string {
  const kinds = [...new Set(fought.map(({ campaign }) => kindOf(campaign)))].sort()
  const rows = [
    ['', ...columns],
    ...kinds.map((kind) =>
      row(
        kind,
        fought.filter(({ campaign }) => kindOf(campaign) === kind),
      ),
    ),
    row('in all', fought),
  ]
  const kills = places.map((place) => {
    const met = fought.flatMap(({ survival }) => survival.killed).filter(({ at }) => at === place)
    return `${place} ${met.length}`
  })
  return `${table(rows)}\n\nkills: ${kills.join(', ')}`
}

function kindOf({ verb, onUncertain }: Campaign): string {
  return `${verb}, ${onUncertain}`
}

function row(name: string, fought: readonly Fought[]): string[] {
  const sums = columns.map((column) =>
    fought.reduce((sum, { survival: { audit, killed } }) => {
      if (column === 'campaigns') return sum + 1
      return sum + (column === 'kills' ? killed.length : audit[column])
    }, 0),
  )
  return [name, ...sums.map(String)]
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  )
  return rows
    .map((cells) =>
      cells
        .map((cell, column) => {
          const width = widths[column] ?? 0
          return column === 0 ? cell.padEnd(width) : cell.padStart(width)
        })
        .join('  '),
    )
    .join('\n')
}
