import type { FullReport } from '../mail/view/full-report.js'
import { optional, type Sample } from './sample.js'

const red = { tone: 'red', shape: '■', word: 'Red' } as const
const change = { figure: '▼ −16.6', way: 'down' } as const

/** A full report that has everything a report can have. */
export const sampleFullReport: Sample<FullReport> = {
  title: 'Full report',
  company: 'Larkfield Services',
  period: '16–22 Nov 2026, against 9–15 Nov 2026',
  foot: 'What was recorded before Mon 23 Nov counts.',
  logOut: optional({ href: '/log-out' }),
  headline: '1 account fell; $1.2M is at risk.',
  lead: 'Halden Ridge Hospitals fell by 16.6 points.',
  scope: 'Only the accounts in West.',
  tiles: [{ label: 'Accounts', figure: '24', change: '▲ +1', before: 'was 23' }],
  bar: [{ tone: 'red', x: '0', width: '40' }],
  statusCaption: 'Red below 65, green from 80',
  statuses: [
    {
      ...red,
      count: '5',
      countChange: '+1',
      revenue: '$1.2M',
      revenueChange: '+$100K',
      issues: '3 relationship',
    },
  ],
  accounts: optional({
    caption: 'What fell most first.',
    columns: [{ label: 'Account', href: '/view?sort=name', sorted: 'ascending', arrow: '↑' }],
    rows: [
      {
        name: 'Halden Ridge Hospitals',
        anchor: 'account-1',
        manager: 'Priya Raman',
        revenue: '$612K',
        status: red,
        before: 'was green',
        health: '61.4',
        change,
        change4: change,
        change12: change,
        squares: [{ letter: 'R', look: 'red carried' }],
        exit: 'Thu 31 Dec',
        exitNote: 'leaving',
        action: 'Meet the new director.',
        overdue: '3 days overdue',
      },
    ],
  }),
  sections: [
    {
      title: 'Down',
      anchor: 'section-1',
      words: 'Of the 20 largest accounts, none was lost.',
      alarm: 'Alarm: 3 of the largest lost.',
      list: optional({
        caption: '1 account, $612K a year',
        rows: [
          {
            name: 'Halden Ridge Hospitals',
            anchor: 'account-1',
            status: optional(red),
            before: 'was green',
            figure: '▼ −16.6',
            figureNote: '61.4, was 78.0',
            owner: 'Priya Raman',
            ownerLink: 'mailto:priya.raman@larkfield.example',
            facts: '$612K a year',
            lines: ['Service fell by 20 points.'],
            warning: 'No action yet',
          },
        ],
      }),
      figures: optional({
        caption: 'How soon those customers can leave.',
        lines: [{ label: 'Up to 30 days', figure: '$100,000', total: true }],
      }),
      statusChart: optional({
        caption: 'Revenue by status.',
        scale: ['$10M', '$0'],
        blocks: [{ tone: 'red', x: '0', y: '0', width: '78', height: '100' }],
        weeks: [
          { day: '16 Nov', week: '16–22 Nov 2026', cells: [{ accounts: '5', revenue: '$1.2M' }] },
        ],
        statuses: [red],
      }),
      riskChart: optional({
        caption: 'From one week to the next.',
        from: '$0',
        to: '$4M',
        lines: [
          {
            label: 'Moved into red',
            figure: '+$612,000',
            kind: 'more',
            total: true,
            x: '0',
            width: '100',
          },
        ],
      }),
    },
  ],
  entries: [
    {
      anchor: 'account-1',
      name: 'Halden Ridge Hospitals',
      accountId: 'LF-101',
      status: red,
      standing: 'for 2 weeks, health 61.4',
      owner: 'Priya Raman',
      ownerLink: 'mailto:priya.raman@larkfield.example',
      reason: 'Service fell by 20 points.',
      note: '“The director is new.”',
      alerts: ['New decision maker.'],
      facts: [{ label: 'Drivers', said: 'service 25 (−5.0)' }],
    },
  ],
  rules: ['Red below 65.'],
  mailHref: '/view?mail=1',
  listHref: '/accounts',
}
