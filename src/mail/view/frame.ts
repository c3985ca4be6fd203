import type { Digest } from '../digest.js'
import { instantOf } from './instant.js'
import { phrase } from './phrase.js'
import { type Sheet, weekBeside } from './sheet.js'

/** What stands around every digest: whose report it is, of which weeks, and why it came. */
export interface Frame {
  readonly company: string
  readonly week: string
  readonly comparedWeek: string
  /** The only region it is about; empty for all. */
  readonly region: string
  readonly why: string
  /** Until when what was recorded counts. */
  readonly cutOff: string
}

export function frame(digest: Digest, cutOff: string, sheet: Sheet): Frame {
  const { presentation, week, previousWeek, region } = digest
  return {
    company: phrase(presentation.companyName, 60),
    week: sheet.format.week(week),
    comparedWeek: weekBeside(previousWeek, week, sheet.format),
    region: region === null ? '' : phrase(region, 40),
    why: why(digest),
    cutOff: instantOf(cutOff, sheet),
  }
}

function why({ role, region }: Digest): string {
  switch (role) {
    case 'executive': {
      const part = region === null ? '' : ` for ${phrase(region, 40)}`
      return `You get this every Monday because the report’s settings name you as an executive${part}.`
    }
    case 'account-manager':
      return 'You get this every Monday because these accounts are in your name.'
    case 'admin':
      return 'You get this every Monday because the report’s settings name you as an admin.'
  }
}
