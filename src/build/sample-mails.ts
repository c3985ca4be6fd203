import type { Picture } from '../mail/picture.js'
import type { AccountManagerView } from '../mail/view/account-manager.js'
import type { AdminView } from '../mail/view/admin.js'
import type { ContractsView } from '../mail/view/contract-lines.js'
import type { DecisionsView } from '../mail/view/decisions.js'
import type { FigureTable } from '../mail/view/figures.js'
import type { Letterhead } from '../mail/view/frame.js'
import type { LetterView, NoticeView } from '../mail/view/letter.js'
import type { Button, List, ListedRow, StatusView } from '../mail/view/list.js'
import type { Opening } from '../mail/view/opening.js'
import type { Closing, PageOne, Paragraphs } from '../mail/view/page-one.js'
import type { PromptView } from '../mail/view/prompt.js'
import type { Section, SectionKinds } from '../mail/view/section.js'
import type { Square } from '../mail/view/squares.js'
import type { TickerView } from '../mail/view/ticker.js'
import type { View } from '../mail/view/view.js'
import { palette } from '../palette.js'
import { optional, type Sample } from './sample.js'

/** What each kind of mail is filled in with; each has templates/NAME.mjml and templates/NAME.txt. */
interface MailViews {
  readonly executive: DigestView<PageOne>
  readonly 'account-manager': DigestView<AccountManagerView>
  readonly admin: DigestView<AdminView>
  readonly notice: NoticeView
  readonly prompt: PromptView
  readonly letter: LetterView
}

type DigestView<Body> = Omit<View, 'body'> & { readonly body: Body }

const picture: Sample<Picture> = {
  cid: 'picture@larkfield.example',
  width: 120,
  height: 24,
  alt: 'Health over 12 weeks, from 78.0 down to 61.4',
}

const red: Sample<StatusView> = { word: 'Red', shape: '■', tone: 'r', colour: palette.light.red }

const button: Sample<Button> = {
  label: 'Update',
  about: 'Halden Ridge Hospitals',
  url: 'https://report.larkfield.example/update/LF-101',
  apart: true,
}

const row: Sample<ListedRow> = {
  accountId: 'LF-101',
  name: 'Halden Ridge Hospitals',
  status: optional(red),
  statusBefore: 'was green',
  figure: '▼ −16.6',
  figureNote: '61.4, was 78.0',
  owner: 'Priya Raman',
  contact: 'Priya Raman <priya.raman@larkfield.example>',
  ownerLink: 'mailto:priya.raman@larkfield.example',
  facts: '$2.4M a year, North, can leave from 21 Feb',
  caveat: 'Compared with 2–8 Nov.',
  reason: 'Service fell by 20 points.',
  note: '“The night team was short for two weeks.”',
  alerts: ['The manager says the account is fine.'],
  action: 'Meet the ward sisters.',
  actionBy: 'Priya Raman, due 27 Nov.',
  warning: '3 days overdue',
  broken: true,
  dotted: false,
  detailed: true,
  beneath: '■ Red was green',
  last: 'Priya Raman <priya.raman@larkfield.example>, $2.4M a year, North',
  bottom: 4,
  figureWidth: 128,
}

const list: Sample<List> = {
  caption: '6 accounts, $4.9M a year',
  rows: [row],
  more: 'and 5 more, $2.5M a year',
}

const figures: Sample<FigureTable> = {
  caption: 'What changed it since the week before.',
  lines: [{ label: 'Moved into red', figure: '+$2,412,600', total: true }],
}

/** A section of each kind, as every mail may have it. */
const sectionByKind: {
  readonly [Kind in keyof SectionKinds]: Sample<Extract<Section, Record<Kind, unknown>>>
} = {
  list: { title: 'Near exit', list },
  figures: { title: 'By notice', figures },
  folded: {
    title: 'Not desired',
    folded: {
      count: '2 accounts',
      said: 'we would rather lose, in none of the figures above:',
      names: 'Ashpenny Credit Union and Dunmarrow County Schools.',
    },
  },
  deliveries: {
    title: 'Digests',
    deliveries: {
      caption: 'Everyone but the admins, this edition and the one before.',
      now: '16–22 Nov',
      before: '9–15 Nov',
      lines: [{ label: 'Planned', now: '42', before: '41', total: true }],
    },
  },
}

const sections = Object.values(sectionByKind)

const frame: Sample<Letterhead> = {
  company: 'Larkfield Services',
  accent: { onWhite: palette.light.accent, onDark: palette.dark.accent },
  logo: optional({ ...picture, alt: 'Larkfield Services' }),
  week: '16–22 Nov 2026',
  comparedWeek: '9–15 Nov',
  region: 'North',
  why: 'You get this every Monday because the report’s settings name you as an executive.',
  cutOff: 'Mon 23 Nov, 05:00 UTC',
  links: optional({
    viewUrl: 'https://report.larkfield.example/view/1',
    unsubscribeUrl: 'https://report.larkfield.example/unsubscribe/1',
  }),
}

const head = {
  subject: 'Monday Morning Report, 16-22 Nov',
  headline: 'Three accounts fell and one rose; $4.9M a year is at risk.',
  lead: 'Halden Ridge Hospitals fell most, by 16.6 points.',
  preheader: 'Halden Ridge Hospitals fell most, by 16.6 points.',
  frame,
}

const square: Sample<Square> = {
  letter: 'R',
  inText: 'R',
  tone: 'w',
  paint: `background:${palette.square.red}`,
}

const opening: Sample<Opening> = {
  notices: ['Alarm: 2 of the 20 largest accounts were lost within a year, $1.9M.'],
  figures: [
    { text: '$2.32M of $14.6M', isFigure: true, tone: 't', colour: palette.light.text },
    { text: ' a year at risk.', isFigure: false, tone: 't', colour: palette.light.text },
  ],
  told: '$2.32M of $14.6M a year at risk.',
  bar: optional({
    parts: [
      { label: '4 red', percent: '100', tone: 'w', paint: `background:${palette.square.red}` },
    ],
    told: '4 red',
  }),
}

const ticker: Sample<TickerView> = {
  title: 'The ticker',
  lines: [
    {
      name: 'Quillmark Insurance Group',
      url: 'https://report.larkfield.example/update/LF-103',
      what: '$1.18M, since 2–8 Nov',
      asked: '24 days overdue',
      squares: [square],
      letters: 'R',
      figure: '▼ −8.2',
      standing: '44.8 · month −19.3',
      tone: 'r',
      colour: palette.light.red,
    },
  ],
  more: '8 unchanged · 6 not reported on',
  moreUrl: 'https://report.larkfield.example/list/1',
}

const decisions: Sample<DecisionsView> = {
  title: 'Three decisions this week',
  cards: [
    {
      account: 'Quillmark Insurance Group · $1.18M',
      said: 'Its action is 24 days overdue.',
      wanted: 'Can leave from 22 Jan. Wanted: meet Helen Strand (overdue), or a new date.',
      ask: { ...button, label: 'Ask Priya' },
      askedBy: 'Ask priya.raman@larkfield.example',
    },
  ],
  more: '2 more accounts want one.',
}

const contracts: Sample<ContractsView> = {
  lines: [{ label: 'Lost', names: 'Ironbeck Steel', amount: '−$739K', isTotal: true }],
  paragraphs: ['Kept in a year: 97.1% of revenue.'],
}

const told: Sample<Paragraphs> = {
  title: 'Who hasn’t reported',
  paragraphs: ['18 of 24 accounts reported on.'],
}

const closing: Sample<Closing> = {
  definitions: ['R is red, below 50 or leaving; Y yellow; G green, from 75.'],
  fullReport: optional({ ...button, label: 'Full report in the browser' }),
  command: 'The full report: mmr preview --role executive --week 2026-W47 --full',
}

const executive: Sample<PageOne> = {
  opening,
  ticker: optional(ticker),
  decisions: optional(decisions),
  contracts: optional(contracts),
  earned: optional(told),
  missing: optional(told),
  grid: optional({
    title: 'Everything else, 12 weeks',
    rows: [{ name: 'Halden Ridge Hospitals', squares: [square], letters: 'R' }],
    more: 'and 12 smaller accounts.',
  }),
  closing,
}

const accountManager: Sample<AccountManagerView> = {
  first: {
    said: 'Next: meet Helen Strand.',
    button: optional(button),
    reply: 'To report back, reply to this mail with what has changed.',
  },
  opening,
  ticker,
  others: optional(button),
  contracts: optional(contracts),
  closing,
}

const paragraphs = ['Nobody has got a report about 2026-W47 (16–22 Nov 2026).']

/** One of them. */
export type SampleMail = Sample<MailViews[keyof MailViews]>

/** Mails that have everything a mail can have, with accounts of the sample portfolio. */
export const sampleMails: { readonly [Name in keyof MailViews]: Sample<MailViews[Name]> } = {
  executive: { ...head, body: executive },
  'account-manager': { ...head, body: accountManager },
  admin: { ...head, body: { sections } },
  notice: { ...head, body: { paragraphs } },
  prompt: {
    ...head,
    body: {
      title: 'Still to update',
      asks: [
        {
          name: 'Halden Ridge Hospitals',
          url: 'https://report.larkfield.example/update/LF-101',
          status: optional(red),
          what: '61.4 last week',
          asked: '3 days overdue: meet the ward sisters',
        },
      ],
      more: 'and 12 more, on the list of all your accounts',
      unchanged: optional(button),
      button: optional(button),
      done: 'Ashpenny Credit Union and Dunmarrow County Schools.',
    },
  },
  letter: {
    ...head,
    body: {
      changes: [{ topic: 'Pulse', before: 'Green', after: 'Red' }],
      button: optional(button),
      paragraphs,
    },
  },
}
