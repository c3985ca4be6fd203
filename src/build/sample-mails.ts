import type { Picture } from '../mail/picture.js'
import type { AccountManagerView } from '../mail/view/account-manager.js'
import type { AdminView } from '../mail/view/admin.js'
import type { ExecutiveView } from '../mail/view/executive.js'
import type { FigureTable } from '../mail/view/figures.js'
import type { Letterhead } from '../mail/view/frame.js'
import type { LetterView, NoticeView } from '../mail/view/letter.js'
import type { Button, List, ListedRow, StatusView } from '../mail/view/list.js'
import type { PromptView } from '../mail/view/prompt.js'
import type { Section, SectionKinds } from '../mail/view/section.js'
import type { LabelledTile, Tiles } from '../mail/view/tiles.js'
import type { View } from '../mail/view/view.js'
import { palette } from '../palette.js'
import { optional, type Sample } from './sample.js'

/** What each kind of mail is filled in with; each has templates/NAME.mjml and templates/NAME.txt. */
interface MailViews {
  readonly executive: DigestView<ExecutiveView>
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
  brief: 'Halden Ridge Hospitals (−16.6)',
  name: 'Halden Ridge Hospitals',
  status: optional(red),
  statusBefore: 'was green',
  figure: '▼ −16.6',
  figureNote: '61.4, was 78.0',
  trend: optional(picture),
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
  update: optional(button),
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
  above: 'See above: Quillmark Insurance Group (3 weeks open).',
  rows: [row],
  more: 'and 5 more, $2.5M a year',
}

const tile: Sample<LabelledTile> = {
  label: 'Portfolio health',
  figure: '74.2',
  change: '▼ −1.8',
  before: 'was 76.0',
}

const tiles: Sample<Tiles> = {
  goal: tile,
  risk: tile,
  accounts: tile,
  participation: tile,
  bar: [{ colour: palette.bar.red, percent: '100' }],
  bands: 'Red below 50, green from 75',
  statusCaption: 'Red below 50, green from 75; in grey, the change',
  statuses: [
    {
      ...red,
      count: '4',
      countChange: '+1',
      revenue: '$4.9M',
      revenueChange: '+$2.4M',
      issues: '2 relationship, 1 operational, 1 both',
    },
  ],
  changed: { counts: true, revenues: true },
  columns: '5',
}

const figures: Sample<FigureTable> = {
  caption: 'What changed it since the week before.',
  lines: [{ mark: 'A', label: 'Moved into red', figure: '+$2,412,600', total: true }],
}

/** A section of each kind, as every mail may have it. */
const sectionByKind: {
  readonly [Kind in keyof SectionKinds]: Sample<Extract<Section, Record<Kind, unknown>>>
} = {
  list: { title: 'Near exit', list },
  figures: { title: 'By notice', figures },
  bridge: {
    title: 'Revenue at risk',
    bridge: { ...figures, picture: optional(picture), marks: ['A'] },
  },
  statusTrend: {
    title: 'Last 12 weeks',
    statusTrend: { legend: 'A column for each week.', picture, told: 'Red grew.' },
  },
  top20: {
    title: 'Top 20',
    top20: {
      sentence: 'Of the 20 largest accounts, none was lost and 4 are red now.',
      alarm: 'Alarm: 2 of the largest lost within a year.',
    },
  },
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

const accountManager: Sample<AccountManagerView> = {
  linked: true,
  listUrl: 'https://report.larkfield.example/list/1',
  replyTo: 'reports@larkfield.example',
  sections,
  tiles,
  seen: [{ label: 'Near exit:', accounts: 'Halden Ridge Hospitals (21 Feb).' }],
  last: sections,
}

const paragraphs = ['Nobody has got a report about 2026-W47 (16–22 Nov 2026).']

/** One of them. */
export type SampleMail = Sample<MailViews[keyof MailViews]>

/** Mails that have everything a mail can have, with accounts of the sample portfolio. */
export const sampleMails: { readonly [Name in keyof MailViews]: Sample<MailViews[Name]> } = {
  executive: { ...head, body: { tiles, sections } },
  'account-manager': { ...head, body: accountManager },
  admin: { ...head, body: { sections } },
  notice: { ...head, body: { paragraphs } },
  prompt: {
    ...head,
    body: {
      sections,
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
