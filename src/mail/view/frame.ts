import type { Accent } from '../../report/brand.js'
import type { Presentation } from '../../report/facts.js'
import type { Digest } from '../digest.js'
import { logoPicture } from '../logo.js'
import type { MessageLinks } from '../message-links.js'
import type { Picture } from '../picture.js'
import type { RenderContext } from './beyond.js'
import { cleanText } from './phrase.js'
import { instantOf, type MailLayout, weekBeside } from './sheet.js'

/** What stands around every digest: whose report it is, of which weeks, and why it came. */
export interface Letterhead {
  readonly company: string
  readonly accent: Accent
  /** In place of the company's name. */
  readonly logo: Picture | null
  readonly week: string
  /** Empty where nothing is compared. */
  readonly comparedWeek: string
  /** The only region it is about; empty for all. */
  readonly region: string
  readonly why: string
  /** Until when what was recorded counts. */
  readonly cutOff: string
  /** Null where the message has none. */
  readonly links: FooterLinks | null
}

/** What every reader of a message can do with it. */
export type FooterLinks = Pick<MessageLinks, 'viewUrl' | 'unsubscribeUrl'>

export function letterhead(
  digest: Digest,
  { cutOff, links }: Pick<RenderContext, 'cutOff' | 'links'>,
  sheet: MailLayout,
): Letterhead {
  const { presentation, week, previousWeek, region } = digest
  return {
    ...branded(presentation),
    week: sheet.format.week(week),
    comparedWeek: weekBeside(previousWeek, week, sheet.format),
    region: region === null ? '' : cleanText(region, 40),
    why: why(digest),
    cutOff: instantOf(cutOff, sheet),
    links,
  }
}

/** Whose report it is, in name, colour and picture. */
export function branded(
  presentation: Presentation,
): Pick<Letterhead, 'company' | 'accent' | 'logo'> {
  const { companyName, accent } = presentation
  return { company: cleanText(companyName, 60), accent, logo: logoPicture(presentation) }
}

function why({ role, region }: Digest): string {
  switch (role) {
    case 'executive': {
      const part = region === null ? '' : ` for ${cleanText(region, 40)}`
      return `You get this every Monday because the report’s settings name you as an executive${part}.`
    }
    case 'account-manager':
      return 'You get this every Monday because these accounts are in your name.'
    case 'admin':
      return 'You get this every Monday because the report’s settings name you as an admin.'
  }
}
