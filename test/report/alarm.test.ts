import { expect, test } from 'vitest'
import { alarmsOf, type InstallationFacts, lastReport } from '../../src/report/alarm.js'
import { brokenStatement, statementOf, statementText } from '../../src/report/statement.js'

const minute = 60_000
const hour = 60 * minute
/** When the last report was due, in UTC. */
const due = Date.UTC(2026, 10, 23, 7)
const now = due + 30 * minute

/** A Monday half an hour after seven on which nothing is wrong. */
const fine: InstallationFacts = {
  now,
  installedAt: due - 30 * 24 * hour,
  worker: { at: now - minute, state: 'running', reason: null },
  hold: null,
  report: {
    week: '2026-W47',
    dueAt: due,
    made: true,
    skipped: false,
    held: false,
    planned: 5,
    open: 0,
    refused: 0,
    failed: 0,
    uncertain: 0,
    uncomposed: 0,
  },
  missingPrompt: null,
  refusal: null,
  waiting: null,
  movedAt: now - minute,
  editions: [],
  mailbox: null,
  failingPulls: [],
  disk: { free: 100_000_000, edition: 0 },
}

const report = (over: Partial<InstallationFacts['report']>) => ({
  report: { ...fine.report, ...over },
})
const worker = (at: number, over = {}) => ({
  worker: { at, state: 'running' as const, reason: null, ...over },
})
const paused = worker(now, { state: 'paused', reason: 'AUTH: 535 5.7.8 wrong password' })
const troubled = { what: 'report', week: '2026-W47', failed: 0, uncertain: 0, overdue: 0 } as const
const none: readonly string[] = []

test.each<[string, Partial<InstallationFacts>, readonly string[]]>([
  ['nothing is wrong', {}, none],
  ['the worker wrote not quite four minutes ago', worker(now - 4 * minute + 1), none],
  ['it did four minutes ago', worker(now - 4 * minute), ['worker']],
  ['the clock was set back just now', worker(now + 3 * minute), none],
  ['it was set back a while ago, and nobody wrote since', worker(now + 4 * minute), ['worker']],
  ['no heartbeat is there', { worker: null }, ['worker']],
  [
    'no worker was ever started',
    { worker: null, installedAt: null, ...report({ made: false }) },
    ['worker'],
  ],
  ['sending is on hold', { hold: { since: due, reason: 'moving house' } }, ['hold']],
  ['the worker may not log in, and tried no mail', paused, ['refused']],
  [
    'a worker that is gone was paused',
    { worker: { ...paused.worker, at: now - hour } },
    ['worker'],
  ],
  [
    'mail waits that was refused',
    { refusal: { deliveries: 1, since: due, reason: null } },
    ['refused'],
  ],
  ['it is both', { ...paused, refusal: { deliveries: 2, since: due, reason: 'no' } }, ['refused']],
  ['the report is not made', report({ made: false, planned: 0 }), ['report']],
  [
    'it was due before there was a worker',
    { ...report({ made: false }), installedAt: due + 1 },
    none,
  ],
  [
    'it is due for not quite four minutes',
    { ...report({ made: false, dueAt: now - 4 * minute + 1 }) },
    none,
  ],
  [
    'it is due for four minutes',
    { ...report({ made: false, dueAt: now - 4 * minute }) },
    ['report'],
  ],
  ['the report was skipped', report({ skipped: true }), ['report']],
  ['the report is held', report({ held: true }), ['report']],
  ['the report was made for nobody', report({ planned: 0 }), ['report']],
  ['the report is under way', report({ open: 5 }), none],
  [
    'a prompt is due since just now',
    { missingPrompt: { week: '2026-W48', dueAt: now - 4 * minute + 1 } },
    none,
  ],
  [
    'a prompt is not made',
    { missingPrompt: { week: '2026-W48', dueAt: now - 4 * minute } },
    ['prompt'],
  ],
  ['mail is due, and others move', { waiting: { deliveries: 9, since: due } }, none],
  [
    'mail is due, and nothing moves',
    { waiting: { deliveries: 9, since: due }, movedAt: now - 4 * minute },
    ['waiting'],
  ],
  [
    'mail is due, and nothing ever moved',
    { waiting: { deliveries: 9, since: due }, movedAt: null },
    ['waiting'],
  ],
  [
    'mail is due since just now',
    { waiting: { deliveries: 9, since: now - minute }, movedAt: null },
    none,
  ],
  ['mail of the report failed', { editions: [{ ...troubled, failed: 1 }] }, ['failed']],
  [
    'mail of a prompt is uncertain',
    { editions: [{ ...troubled, what: 'prompt', uncertain: 2 }] },
    ['uncertain'],
  ],
  [
    'letters are overdue',
    { editions: [{ ...troubled, what: 'letters', overdue: 3 }] },
    ['overdue'],
  ],
  [
    'two editions are in trouble',
    {
      editions: [
        { ...troubled, failed: 1, uncertain: 1 },
        { ...troubled, what: 'prompt', overdue: 1 },
      ],
    },
    ['failed', 'uncertain', 'overdue'],
  ],
  ['bounces are not read', { mailbox: { since: due, reason: 'no such host' } }, ['mailbox']],
  ['the system does not tell what is free', { disk: null }, none],
  ['a byte is missing of 100 MB', { disk: { free: 99_999_999, edition: 0 } }, ['disk']],
  ['three editions fit', { disk: { free: 300_000_000, edition: 100_000_000 } }, none],
  ['three editions do not fit', { disk: { free: 299_999_999, edition: 100_000_000 } }, ['disk']],
  [
    'small editions fit, with less than 100 MB',
    { disk: { free: 50_000_000, edition: 1 } },
    ['disk'],
  ],
  [
    'all is wrong',
    {
      worker: null,
      hold: { since: due, reason: 'x' },
      mailbox: { since: due, reason: 'y' },
      disk: { free: 0, edition: 0 },
    },
    ['worker', 'hold', 'mailbox', 'disk'],
  ],
])('alarms when %s', (_, over, kinds) => {
  const facts = { ...fine, ...over }
  expect(alarmsOf(facts).map(({ kind }) => kind)).toEqual(kinds)
  const { status } = statementOf(facts, timetable)
  expect(status).toBe(kinds.length === 0 ? 'well' : 'unwell')
})

const timetable = { at: { weekday: 1, hour: 7, minute: 0 }, zones: ['UTC'] } as const

test.each<[Partial<InstallationFacts>, string]>([
  [{ ...report({ made: false }), installedAt: null }, 'none due yet'],
  [report({ made: false, dueAt: now - minute }), 'under way'],
  [report({ made: false }), 'missing'],
  [report({ skipped: true }), 'skipped'],
  [report({ held: true }), 'held'],
  [report({ uncertain: 1, refused: 1, open: 1 }), 'incomplete'],
  [report({ refused: 1, open: 1 }), 'paused'],
  [report({ open: 1 }), 'under way'],
  [{ ...report({ open: 1 }), editions: [{ ...troubled, overdue: 1 }] }, 'incomplete'],
  [
    { ...report({ open: 1 }), editions: [{ ...troubled, what: 'prompt', overdue: 1 }] },
    'under way',
  ],
  [{}, 'made'],
])('of %j the last report is %s', (over, state) => {
  expect(lastReport({ ...fine, ...over })).toBe(state)
})

test('each is a sentence that says what, since when and what to do', () => {
  const facts: InstallationFacts = {
    ...fine,
    ...worker(due - 90 * minute),
    hold: { since: due, reason: 'moving\n\u001b[31mhouse' },
    ...report({ made: false }),
    missingPrompt: { week: '2026-W48', dueAt: due - 72 * hour },
    refusal: { deliveries: 1, since: due, reason: 'AUTH: 535 5.7.8 wrong password' },
    waiting: { deliveries: 2, since: due },
    movedAt: null,
    editions: [{ ...troubled, failed: 1, uncertain: 2, overdue: 1 }],
    mailbox: { since: due, reason: 'no such host.' },
    disk: { free: 1_999_999, edition: 40_000_000 },
  }
  expect(statementText(statementOf(facts, timetable))).toBe(
    [
      'Not all is well:',
      '- No worker has been at work since 2026-11-23T05:30:00Z (2 hours ago). Start it with mmr start; where it runs, its log says what stops it.',
      '- Sending is on hold since 2026-11-23T07:00:00Z: moving [31mhouse. mmr release lets it go on.',
      '- The mail server refuses us since 2026-11-23T07:00:00Z, and 1 mail waits for it: AUTH: 535 5.7.8 wrong password. mmr check --smtp logs in and says what is wrong. Nobody fails by it; the worker goes on by itself.',
      '- The report about 2026-W47, due at 2026-11-23T07:00:00Z (30 minutes ago), is not made. The worker’s log says why. mmr check may, too.',
      '- The prompt about 2026-W48, due at 2026-11-20T07:00:00Z (3 days ago), is not made. The worker’s log says why.',
      '- 2 mails are due since 2026-11-23T07:00:00Z, and none has left since 2026-11-23T07:00:00Z. The worker’s log says why.',
      '- 1 mail of the report about 2026-W47 has failed. mmr deliveries --week 2026-W47 says why. mmr resend tries one again.',
      '- The server may have taken 2 mails of the report about 2026-W47, or not: nobody knows. mmr deliveries --uncertain lists them; mmr resend sends one that nobody has had.',
      '- 1 mail of the report about 2026-W47 is not submitted yet, more than two hours after it was due. mmr deliveries --week 2026-W47 says why.',
      '- The mailbox of bounces can’t be read since 2026-11-23T07:00:00Z: no such host. mmr check --smtp logs in and says what is wrong.',
      '- The disk of the database has 1 MB left; 120 MB are wanted, what three editions take. Make room on it, before a report finds none.',
      'Worker: gone, last seen at 2026-11-23T05:30:00Z.',
      'Last report: about 2026-W47, due at 2026-11-23T07:00:00Z: missing.',
      'Next report: about 2026-W48, due at 2026-11-30T07:00:00Z: on hold.',
      '',
    ].join('\n'),
  )
})

test('where all is well, it says so, and what comes next', () => {
  expect(statementText(statementOf(fine, timetable))).toBe(
    [
      'All is well.',
      'Worker: running, last seen at 2026-11-23T07:29:00Z.',
      'Last report: about 2026-W47, due at 2026-11-23T07:00:00Z: made.',
      'Next report: about 2026-W48, due at 2026-11-30T07:00:00Z: scheduled.',
      '',
    ].join('\n'),
  )
})

test('before a worker was ever there, nothing is said of one', () => {
  const statement = statementOf({ ...fine, worker: null, installedAt: null }, timetable)
  expect(statement.worker).toBeNull()
  expect(statementText(statement)).not.toContain('Worker:')
})

test('instants are UTC, ISO 8601 with milliseconds; a worker that is silent is gone', () => {
  const seen = due - 90 * minute + 7
  const {
    worker: sign,
    lastReport: last,
    nextReport: next,
  } = statementOf({ ...fine, ...worker(seen) }, timetable)
  expect(sign).toEqual({ at: '2026-11-23T05:30:00.007Z', state: 'gone' })
  expect(last.dueAt).toBe('2026-11-23T07:00:00.000Z')
  expect(next).toEqual({
    ...{ week: '2026-W48', dueAt: '2026-11-30T07:00:00.000Z', state: 'scheduled' },
  })
})

test('while the database cannot be read, nothing else is said', () => {
  const broken = brokenStatement('The database is damaged.')
  expect(broken).toEqual({
    ...{ status: 'unwell', database: 'unwell' },
    alarms: [{ kind: 'database', what: 'The database is damaged.', cure: '' }],
  })
  expect(statementText(broken)).toBe('Not all is well:\n- The database is damaged.\n')
})

/** What is said of the facts, without what stands in every statement. */
const told = (over: Partial<InstallationFacts>) =>
  alarmsOf({ ...fine, ...over }).map(({ what, cure }) => `${what} ${cure}`.trim())

test.each<[string, Partial<InstallationFacts>, readonly string[]]>([
  [
    'a worker that cannot do its work',
    worker(now - minute, { state: 'failing', reason: 'disk full' }),
    [
      'The worker can’t do its work: disk full. It tries again every minute. The worker’s log says why.',
    ],
  ],
  [
    'one that gives no reason',
    worker(now - minute, { state: 'failing' }),
    [
      'The worker can’t do its work: it gave no reason. It tries again every minute. The worker’s log says why.',
    ],
  ],
  [
    'a report that was skipped',
    report({ skipped: true }),
    [
      'The report about 2026-W47, due at 2026-11-23T07:00:00Z (30 minutes ago), was skipped: no worker was there in time, and nobody has it. mmr send --week 2026-W47 sends it now.',
    ],
  ],
  [
    'one that is held',
    report({ held: true }),
    [
      'The report about 2026-W47, due at 2026-11-23T07:00:00Z (30 minutes ago), is held: there is nothing to report from, or no rate for a currency. mmr check says which. It is made as soon as it can be.',
    ],
  ],
  [
    'one for nobody',
    report({ planned: 0 }),
    [
      'The report about 2026-W47, due at 2026-11-23T07:00:00Z (30 minutes ago), was made for nobody. mmr check says who gets what.',
    ],
  ],
  [
    'letters, in the plural',
    { editions: [{ what: 'letters', week: '2026-W47', failed: 2, uncertain: 0, overdue: 2 }] },
    [
      '2 mails of letters of 2026-W47 have failed. mmr deliveries --week 2026-W47 says why. mmr resend tries one again.',
      '2 mails of letters of 2026-W47 are not submitted yet, more than two hours after they were due. mmr deliveries --week 2026-W47 says why.',
    ],
  ],
  [
    'one mail that waits',
    { waiting: { deliveries: 1, since: due }, movedAt: null },
    [
      '1 mail is due since 2026-11-23T07:00:00Z, and none has left since 2026-11-23T07:00:00Z. The worker’s log says why.',
    ],
  ],
  [
    'a disk with the least, and no edition to measure by',
    { disk: { free: 99_999_999, edition: 0 } },
    [
      'The disk of the database has 99 MB left; 100 MB are wanted, the least to work with. Make room on it, before a report finds none.',
    ],
  ],
  [
    'a worker that is paused, without a refusal in the ledger',
    worker(now - minute, { state: 'paused', reason: 'AUTH: 535 5.7.8 wrong password' }),
    [
      'The mail server refuses us: AUTH: 535 5.7.8 wrong password. mmr check --smtp logs in and says what is wrong. Nobody fails by it; the worker goes on by itself.',
    ],
  ],
  [
    'one that gives no reason for its pause',
    worker(now - minute, { state: 'paused' }),
    [
      'The mail server refuses us: it gave no reason. mmr check --smtp logs in and says what is wrong. Nobody fails by it; the worker goes on by itself.',
    ],
  ],
])('%s is told whole', (_what, over, words) => {
  expect(told(over)).toEqual(words)
})
