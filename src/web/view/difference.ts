import type { DifferenceRow } from '../../report/update/difference.js'

/** Two sets of answers side by side, where they differ. */
export interface DifferencesView {
  readonly caption: string
  readonly beforeTitle: string
  readonly afterTitle: string
  readonly rows: readonly DifferenceRow[]
}
