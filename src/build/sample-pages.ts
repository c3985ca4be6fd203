import type { PageViews } from '../web/answer.js'
import type { ChoiceView, FieldView, QuestionView } from '../web/form-fields.js'
import type { PageFrame, PageNotice } from '../web/page.js'
import { optional, type Sample } from './sample.js'

const frame: Sample<PageFrame> = {
  title: 'Halden Ridge Hospitals',
  company: 'Larkfield Services',
  period: '16–22 Nov 2026',
  foot: 'You are Priya Raman.',
  logOut: optional({ href: '/log-out' }),
}

const red = { tone: 'red', shape: '■', word: 'Red' } as const

const notice: Sample<PageNotice> = {
  heading: 'Not saved yet',
  text: 'One answer is to be put right.',
  wrong: true,
  role: 'alert',
  faults: [{ field: 'actionDueOn', label: 'By when', text: 'That is no date.' }],
}

const differences = {
  caption: '1 answer changed by Priya Raman',
  beforeTitle: 'Before',
  afterTitle: 'Now',
  rows: [{ topic: 'Pulse', before: 'Green', after: 'Red' }],
}

const choice: Sample<ChoiceView> = {
  type: 'radio',
  id: 'pulse',
  name: 'pulse',
  value: 'red',
  checked: true,
  points: '25',
  meaning: 'Red',
  tone: 'red',
  shape: '■',
  opens: true,
}

const question: Sample<QuestionView> = {
  name: 'pulse',
  title: 'Your pulse',
  question: 'Your own call, apart from the figures.',
  hint: 'Last week: green.',
  fault: 'Choose one.',
  describedBy: 'pulse-hint pulse-fault',
  arranged: 'row',
  choices: [choice],
}

const field: Sample<FieldView> = {
  name: 'actionDueOn',
  label: 'By when',
  type: 'date',
  plain: true,
  lines: false,
  value: '2026-11-27',
  hint: 'Empty: no date.',
  fault: 'That is no date.',
  describedBy: 'actionDueOn-hint actionDueOn-fault',
  options: optional([{ value: 'flexibility', meaning: 'Flexibility', selected: true }]),
}

const item = {
  name: 'Halden Ridge Hospitals',
  href: '/accounts/LF-101',
  status: red,
  health: '61.4',
  said: 'last reported 2 weeks ago',
}

const hidden = [{ name: 'token', value: 'k3y' }]

const decision = {
  heading: 'Take it back?',
  paragraphs: ['Halden Ridge Hospitals then stands as it did.'],
  href: '/revert',
  hidden,
  tick: 'Yes, take it back',
  button: 'Take it back',
  fault: 'Tick it first.',
}

/** Pages that have everything a page can have, with accounts of the sample portfolio. */
export const samplePages: {
  readonly [Page in keyof PageViews]: Sample<PageFrame & PageViews[Page]>
} = {
  list: {
    ...frame,
    heading: 'Your accounts',
    lead: '1 of 2 accounts still to do.',
    notice: optional(notice),
    others: optional({ href: '/unchanged', text: 'Nothing changed on the other 5' }),
    open: [item],
    done: [item],
  },
  form: {
    ...frame,
    name: 'Halden Ridge Hospitals',
    lead: 'Last reported 2 weeks ago:',
    status: optional(red),
    health: '61.4',
    notice: optional(notice),
    conflict: optional(differences),
    unchangedHref: '/accounts/LF-101/unchanged',
    href: '/accounts/LF-101',
    listHref: '/accounts',
    hidden,
    drivers: [question],
    pulse: question,
    decisionMaker: { question, fields: [field], detailsClass: 'shown', always: [field] },
    contract: { question, offers: field, offersClass: 'shown', notice: [field] },
    actionQuestion: 'Still to be done:',
    action: field,
    actionDetails: [field],
    done: optional({ choices: [choice] }),
    contacts: question,
    sections: [{ title: 'Note', question: 'What else?', fields: [field] }],
  },
  unchanged: {
    ...frame,
    name: 'Halden Ridge Hospitals',
    week: '16–22 Nov 2026',
    notice: optional(notice),
    caption: 'As reported for 9–15 Nov 2026.',
    rows: [{ topic: 'Pulse', said: 'Red' }],
    href: '/accounts/LF-101/unchanged',
    formHref: '/accounts/LF-101',
    hidden,
    fault: 'Tick it first.',
  },
  saved: {
    ...frame,
    name: 'Halden Ridge Hospitals',
    lead: 'This counts for 16–22 Nov 2026.',
    verdict: '▼ −16.6 to 61.4',
    status: optional(red),
    explained: 'after 78.0 in 9–15 Nov 2026, green.',
    reason: 'Service fell by 20 points.',
    change: optional(differences),
    next: optional({ href: '/accounts/LF-102', name: 'Quillmark Insurance Group' }),
    correctHref: '/accounts/LF-101',
    listHref: '/accounts',
    others: 'All accounts, 1 still to do',
  },
  others: {
    ...frame,
    heading: 'Nothing changed on these 2 accounts?',
    week: '16–22 Nov 2026',
    notice: optional(notice),
    href: '/unchanged',
    hidden,
    skips: true,
    ticksFault: 'No account is ticked.',
    accounts: [
      {
        ...item,
        id: 'account-0',
        value: '2026-W46.1.LF-101',
        checked: true,
        stands: ['Next action: Bring the winter roster'],
      },
    ],
    confirmed: true,
    confirmedFault: 'Tick it first.',
    alone: [item],
    listHref: '/accounts',
  },
  recorded: {
    ...frame,
    heading: '2 accounts: nothing changed',
    lead: 'This is recorded for 16–22 Nov 2026.',
    accounts: [item],
    left: [item],
    gone: '1 account of those ticked isn’t in your name any more.',
    listHref: '/accounts',
    others: 'All accounts, 1 still to do',
  },
  decision: { ...frame, ...decision },
  message: {
    ...frame,
    heading: 'This link is too old',
    paragraphs: ['A link is valid for eight days.'],
    links: [{ href: '/accounts', text: 'All your accounts' }],
    asksForLink: true,
  },
}
