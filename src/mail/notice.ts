import Handlebars from 'handlebars/runtime.js'
import type { Presentation } from '../report/facts.js'
import type { Week } from '../report/week.js'
import { formatOf } from './format.js'
import type { Message } from './message.js'

/** What admins are told instead of a report, when nobody gets one. */
export type Notice = {
  readonly presentation: Presentation
} & (
  | { readonly kind: 'held'; readonly week: Week }
  /** The latest week first; at least one. */
  | { readonly kind: 'skipped'; readonly weeks: readonly Week[] }
)

/** A notice as a message; HTML and text say the same. */
export function renderNotice(notice: Notice): Message {
  const { presentation } = notice
  const { subject, paragraphs } = notice.kind === 'held' ? held(notice) : skipped(notice)
  return {
    subject: `Monday Morning Report, ${subject}`,
    text: `${paragraphs.join('\n\n')}\n`,
    html: page(presentation, subject, paragraphs),
  }
}

interface Wording {
  readonly subject: string
  readonly paragraphs: readonly string[]
}

function held({ week, presentation }: Extract<Notice, { kind: 'held' }>): Wording {
  const { shortWeek, week: longWeek } = formatOf(presentation)
  return {
    subject: `${plain(shortWeek(week))}: held, there are no snapshots`,
    paragraphs: [
      `There are no snapshots of ${week} (${longWeek(week)}), so nobody has got a report about it. That is not "no change": nothing is known of any account of ${presentation.companyName}.`,
      'Import the snapshots of that week: mmr import snapshots FILE.',
      `A running worker then sends the report by itself, within the hours that CATCH_UP_HOURS sets. After that, or without a worker: mmr send --week ${week}.`,
    ],
  }
}

function skipped({ weeks, presentation }: Extract<Notice, { kind: 'skipped' }>): Wording {
  const { shortWeek, week: longWeek } = formatOf(presentation)
  const names = weeks.map((week) => `${week} (${longWeek(week)})`)
  const [latest] = weeks
  const dates = latest === undefined ? '' : plain(shortWeek(latest))
  const others = weeks.length > 1 ? ` and ${weeks.length - 1} more` : ''
  return {
    subject: `${dates}${others}: skipped, nobody got a report`,
    paragraphs: [
      `Nobody has got a report about ${names.join(', ')}.`,
      'When it was due, and for as many hours after as CATCH_UP_HOURS sets, no worker (mmr start) was running, sending was on hold, or there was nothing to report from.',
      `What was missed is not sent by itself any more. To send it after all: ${weeks.map((week) => `mmr send --week ${week}`).join(', ')}.`,
    ],
  }
}

/** Subjects are kept to plain letters where they can be. */
function plain(dates: string): string {
  return dates.replaceAll(/[–—]/g, '-')
}

function page({ locale }: Presentation, subject: string, paragraphs: readonly string[]): string {
  const escaped = Handlebars.escapeExpression
  const style = 'font:16px/1.5 system-ui,sans-serif;color:#1f2328;max-width:600px;margin:24px auto'
  const body = paragraphs.map((paragraph) => `<p>${escaped(paragraph)}</p>`).join('\n')
  return `<!doctype html>
<html lang="${escaped(locale)}" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title></head>
<body><div style="${style}">
<h1 style="font-size:20px">${escaped(subject)}</h1>
${body}
</div></body>
</html>
`
}
