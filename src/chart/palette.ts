import { palette } from '../palette.js'
import type { Status } from '../report/health.js'

/** What pictures are drawn in. */
export const { ink, ...statusColours }: Readonly<Record<Status | 'ink', string>> = palette.picture
