import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { snapshotFields } from '../../../src/report/snapshot.js'
import {
  type Answers,
  answersOf,
  type KnownAnswers,
  noAnswers,
  startingAnswers,
} from '../../../src/report/update/answers.js'
import { unknownContract } from '../../../src/report/update/contract.js'
import { differences } from '../../../src/report/update/difference.js'
import {
  type Fields,
  type FormBase,
  fieldsOf,
  readForm,
  touchedFields,
} from '../../../src/report/update/form.js'
import { aged, level, scores, snapshot, week } from '../../fixture/history.js'
import { hostileTexts } from '../../fixture/hostile.js'

const start: Answers = {
  ...noAnswers,
  scores: { ...level(50), relationship: 61 },
  pulse: 'yellow',
  action: 'Bring the plan',
  actionOwner: 'Ada',
}
const nothing: KnownAnswers = { latest: null, action: null, contract: unknownContract }

describe('the form begins', () => {
  test('empty where nothing was ever said', () => {
    expect(startingAnswers(nothing, week)).toEqual(noAnswers)
  })

  test('with what goes on from an earlier week, and without its news', () => {
    const latest = aged(1, 60, {
      pulse: 'green',
      note: 'Old news',
      contacts: ['executives'],
      decisionMaker: 'Ruth',
      decisionMakerChangedOn: '2026-11-10',
      competitor: 'Larch Facilities',
      valueCategory: 'innovation',
      valueDelivered: 'A dashboard',
    })
    const action = { action: 'Call', owner: 'Ada', dueOn: null, doneOn: null }
    expect(startingAnswers({ ...nothing, latest, action }, week)).toEqual({
      ...noAnswers,
      scores: level(60),
      pulse: 'green',
      competitor: 'Larch Facilities',
      action: 'Call',
      actionOwner: 'Ada',
    })
  })

  test('with all that was said of this week already, to be corrected', () => {
    const latest = snapshot({
      note: 'News',
      contacts: ['executives'],
      action: 'Call',
      actionDoneOn: '2026-11-19',
    })
    const action = { action: 'Call', owner: null, dueOn: null, doneOn: '2026-11-19' } as const
    expect(startingAnswers({ ...nothing, latest, action }, week)).toEqual(answersOf(latest))
  })

  test('without an action that was done in an earlier week', () => {
    const action = { action: 'Call', owner: null, dueOn: null, doneOn: '2026-11-12' } as const
    expect(startingAnswers({ ...nothing, latest: aged(1), action }, week).action).toBeNull()
  })
})

describe('the form says', () => {
  test('exactly what it began with while nobody touches it', () => {
    expect(read({})).toEqual({ kind: 'answers', answers: start })
  })

  test('what was chosen and typed, tidied', () => {
    const read_ = read({
      relationship: '75',
      pulse: 'red',
      note: '  One\r\nTwo\u0007\u202e ',
      contacts: ['executives'],
      decisionMaker: 'Ruth',
      decisionMakerChanged: 'yes',
      decisionMakerChangedOn: '2026-11-17',
      decisionMakerMetOn: '2026-11-18',
      actionDueOn: '2026-12-01',
      valueCategory: 'innovation',
      valueDelivered: 'A dashboard',
    })
    expect(read_).toEqual({
      kind: 'answers',
      answers: {
        ...start,
        scores: { ...level(50), relationship: 75 },
        pulse: 'red',
        note: 'One\nTwo',
        contacts: ['executives'],
        decisionMaker: 'Ruth',
        decisionMakerChangedOn: '2026-11-17',
        decisionMakerMetOn: '2026-11-18',
        actionDueOn: '2026-12-01',
        valueCategory: 'innovation',
        valueDelivered: 'A dashboard',
      },
    })
  })

  test('that an action is done, today; one that is written over it is a new one', () => {
    expect(said({ actionDone: 'yes' })).toMatchObject({ actionDoneOn: '2026-11-20' })
    expect(said({ actionDone: 'yes', action: 'Next' })).toMatchObject({
      action: 'Next',
      actionDoneOn: null,
    })
  })

  test('health of another system stays until a driver is scored', () => {
    const stated = { ...noAnswers, statedHealth: 70 }
    expect(said({ pulse: 'red' }, stated)).toMatchObject({ statedHealth: 70 })
    expect(said({ service: '50' }, stated)).toMatchObject({
      statedHealth: null,
      scores: scores({ service: 50 }),
    })
  })
})

describe('the form refuses', () => {
  test.each<[Partial<Fields>, keyof Fields]>([
    [{ relationship: '60' }, 'relationship'],
    [{ relationship: '' }, 'relationship'],
    [{ pulse: 'blue' }, 'pulse'],
    [{ actionDone: 'maybe' }, 'actionDone'],
    [{ valueCategory: 'magic' }, 'valueCategory'],
    [{ note: 'x'.repeat(snapshotFields.note.longest + 1) }, 'note'],
    [{ contract: 'tender', competitor: 'x'.repeat(101) }, 'competitor'],
    [{ contract: 'maybe' }, 'contract'],
    [{ contract: '' }, 'contract'],
    [{ competitor: 'Larch' }, 'competitor'],
    [{ contract: 'notice' }, 'noticeGivenOn'],
    [{ contract: 'notice', noticeGivenOn: 'today' }, 'noticeGivenOn'],
    [{ contract: 'notice', noticeGivenOn: '2026-11-21' }, 'noticeGivenOn'],
    [{ contract: 'notice', noticeGivenOn: '2026-11-16', lastDay: '2026-11-15' }, 'lastDay'],
    [{ contract: 'notice', noticeGivenOn: '2026-11-16', lastDay: 'soon' }, 'lastDay'],
    [{ noticeGivenOn: '2026-11-16' }, 'noticeGivenOn'],
    [{ contract: 'tender', lastDay: '2026-12-31' }, 'lastDay'],
    [{ actionDueOn: 'tomorrow' }, 'actionDueOn'],
    [{ actionDueOn: '2026-02-30' }, 'actionDueOn'],
    [{ actionDueOn: '0026-02-03' }, 'actionDueOn'],
    [{ decisionMakerChanged: 'yes' }, 'decisionMakerChangedOn'],
    [{ decisionMakerChangedOn: '2026-11-17' }, 'decisionMakerChangedOn'],
    [
      { decisionMakerChanged: 'yes', decisionMakerChangedOn: '2026-11-21' },
      'decisionMakerChangedOn',
    ],
    [{ decisionMakerMetOn: '2026-11-21' }, 'decisionMakerMetOn'],
    [{ decisionMakerMetOn: '2026-11-01' }, 'decisionMakerMetOn'],
    [{ action: ' ' }, 'action'],
    [{ valueCategory: 'innovation' }, 'valueDelivered'],
  ])('%o', (fields, name) => {
    const reading = read(fields, start, '2026-11-03')
    expect(reading.kind === 'faults' ? Object.keys(reading.faults) : reading).toEqual([name])
  })

  test('every fault at once, each beside its field', () => {
    const reading = read({ pulse: 'blue', actionDueOn: 'soon', note: 'x'.repeat(1001) })
    expect(reading).toMatchObject({
      kind: 'faults',
      faults: {
        pulse: 'Choose one of the answers.',
        actionDueOn: 'Write a day as 2026-11-16: year, month, day.',
        note: 'Use at most 1000 characters; these are 1001.',
      },
    })
  })

  test('nothing scored, an owner of nothing', () => {
    expect(read({ pulse: 'red' }, noAnswers)).toMatchObject({
      faults: { relationship: 'Answer at least one of the four questions.' },
    })
    expect(read({ service: '50', actionOwner: 'Ada' }, noAnswers)).toMatchObject({
      faults: { action: 'Say what is to be done.' },
    })
  })
})

describe('what the form refuses it says in words', () => {
  const asked = { ...start, action: null, actionOwner: null }
  test.each<[Partial<Fields>, Answers, Partial<Record<keyof Fields, string>>]>([
    [{ actionDone: 'maybe' }, start, { actionDone: 'Choose one of the answers.' }],
    [{ decisionMakerChanged: '' }, start, { decisionMakerChanged: 'Choose one of the answers.' }],
    [
      { decisionMaker: 'x'.repeat(101) },
      start,
      { decisionMaker: 'Use at most 100 characters; these are 101.' },
    ],
    [
      { decisionMakerChanged: 'yes', decisionMakerChangedOn: ' ' },
      start,
      { decisionMakerChangedOn: 'Say on which day.' },
    ],
    [
      { decisionMakerChangedOn: '2026-11-17' },
      start,
      { decisionMakerChangedOn: 'Choose “Yes”, or clear this day.' },
    ],
    [
      { decisionMakerMetOn: '2026-11-21' },
      start,
      { decisionMakerMetOn: 'This day is still to come.' },
    ],
    [
      { decisionMakerMetOn: '2026-11-02' },
      start,
      { decisionMakerMetOn: 'That is before the change.' },
    ],
    [{ action: '' }, start, { action: 'To close this action, leave it here and tick “Done”.' }],
    [{ actionDueOn: '2026-12-01' }, asked, { action: 'Say what is to be done.' }],
    [{ actionOwner: ' Ada ' }, asked, { action: 'Say what is to be done.' }],
    [
      { valueCategory: 'innovation', valueDelivered: ' ' },
      start,
      { valueDelivered: 'Say in a line what it was.' },
    ],
    [
      { actionDueOn: '1989-12-31' },
      start,
      { actionDueOn: 'Write a day as 2026-11-16: year, month, day.' },
    ],
    [
      { actionDueOn: '2100-01-01' },
      start,
      { actionDueOn: 'Write a day as 2026-11-16: year, month, day.' },
    ],
  ])('%o', (fields, begun, faults) => {
    expect(read(fields, begun, '2026-11-03')).toMatchObject({ kind: 'faults' })
    const reading = read(fields, begun, '2026-11-03')
    expect(reading.kind === 'faults' && reading.faults).toEqual(faults)
  })
})

describe('the form takes', () => {
  test.each<[Partial<Fields>]>([
    [{ decisionMaker: 'x'.repeat(100) }],
    [{ actionDueOn: '1990-01-01' }],
    [{ actionDueOn: '2099-12-31' }],
    [{ decisionMakerMetOn: '2026-11-20' }],
    [{ decisionMakerMetOn: '2026-11-03' }],
    [{ decisionMakerChanged: 'yes', decisionMakerChangedOn: '2026-11-20' }],
    [{ decisionMakerChangedOn: ' ' }],
    [{ valueDelivered: 'A dashboard' }],
    [{ actionOwner: '', actionDueOn: '' }],
  ])('%o', (fields) => {
    expect(read(fields, start, '2026-11-03').kind).toBe('answers')
  })

  test('a decision maker who was met where no change is open, whatever the day', () => {
    expect(said({ decisionMakerMetOn: '2020-01-01' }).decisionMakerMetOn).toBe('2020-01-01')
  })

  test('what was recorded before and nobody touched, however it would be refused today', () => {
    const begun: Answers = {
      ...start,
      ...{ note: 'x'.repeat(9000), actionDueOn: '1980-01-01', decisionMaker: 'y'.repeat(300) },
    }
    expect(said({ pulse: 'red' }, begun)).toEqual({ ...begun, pulse: 'red' })
  })

  test('no owner and no day of an action that was never there', () => {
    const none: Answers = { ...start, action: null, actionOwner: null }
    expect(said({ pulse: 'red' }, none)).toMatchObject({ action: null, actionOwner: null })
  })

  test('nothing for the day of a change that is not said to be one', () => {
    const begun: Answers = { ...start, decisionMakerChangedOn: '2026-11-17' }
    expect(fieldsOf(begun).decisionMakerChanged).toBe('yes')
    expect(said({}, begun).decisionMakerChangedOn).toBe('2026-11-17')
    const closed = said({ decisionMakerChanged: 'no', decisionMakerChangedOn: '' }, begun)
    expect(closed.decisionMakerChangedOn).toBeNull()
  })
})

test('the form as it is filled in: five steps, or as it was; blanks where nothing was said', () => {
  const begun: Answers = { ...start, scores: { ...level(50), relationship: 61, service: null } }
  expect(fieldsOf(begun)).toMatchObject({
    ...{ relationship: 'keep', innovation: '50', service: 'keep', commercial: '50' },
    ...{ decisionMakerChanged: 'no', actionDone: '', action: 'Bring the plan' },
    ...{ decisionMaker: '', decisionMakerMetOn: '', actionDueOn: '', valueDelivered: '', note: '' },
  })
  expect(fieldsOf({ ...begun, actionDoneOn: '2026-11-18' }).actionDone).toBe('yes')
})

test('a form is touched by what is typed or chosen, and not by how line breaks are sent', () => {
  const fields = fieldsOf({ ...start, note: 'One\rTwo\u202e', contacts: ['executives'] })
  expect(touchedFields({ ...fields, note: 'One\r\nTwo' }, fields)).toEqual([])
  expect(touchedFields({ ...fields, note: 'One Two' }, fields)).toEqual(['note'])
  expect(touchedFields({ ...fields, contacts: [] }, fields)).toEqual(['contacts'])
  expect(touchedFields({ ...fields, contacts: ['procurement'], pulse: 'red' }, fields)).toEqual([
    ...['pulse', 'contacts'],
  ])
})

test('whatever was recorded, an untouched form is untouched, and reads back as it was', () => {
  const text = fc.option(
    fc.oneof(
      fc.constantFrom(...hostileTexts, 'a\r\nb ', 'x'.repeat(5000)),
      fc.string({ unit: 'binary' }),
    ),
  )
  const score = fc.option(fc.double({ min: 0, max: 100, noNaN: true }))
  const anything = fc.record({
    scores: fc.record({
      relationship: fc.constant(12.5),
      innovation: score,
      service: score,
      commercial: score,
    }),
    note: text.filter((one) => one !== ''),
    valueDelivered: fc.constantFrom(null, ...hostileTexts),
    action: fc.constantFrom(null, 'Call', ...hostileTexts),
    actionDoneOn: fc.constant(null),
    contacts: fc.constant(['end users'] as const),
  })
  fc.assert(
    fc.property(anything, (part) => {
      const begun: Answers = { ...noAnswers, ...part }
      const fields = fieldsOf(begun)
      // What a browser makes of it: line breaks of its own, and the rest as it stands.
      const sent = { ...fields, note: fields.note.replace(/\r\n?|\n/g, '\r\n') }
      expect(touchedFields(sent, fields)).toEqual([])
      expect(said({}, begun)).toEqual(begun)
    }),
  )
})

test('what differs is told in the order of the form', () => {
  const said = { note: 'New', competitor: 'Larch', contacts: ['executives'] as const }
  const after = { ...start, ...said, pulse: null }
  expect(differences(start, { ...after, scores: level(50) })).toEqual([
    { topic: 'relationship', before: 61, after: 50 },
    { topic: 'pulse', before: 'yellow', after: null },
    { topic: 'competitor', before: null, after: 'Larch' },
    { topic: 'contacts', before: null, after: 'executives' },
    { topic: 'note', before: null, after: 'New' },
  ])
})

function read(
  fields: Partial<Fields>,
  begun = start,
  openChangeSince: FormBase['openChangeSince'] = null,
) {
  const startFields = fieldsOf(begun)
  const base = {
    start: begun,
    startFields,
    openChangeSince,
    today: '2026-11-20',
    count: String,
  } as const
  return readForm({ ...startFields, ...fields }, base)
}

function said(fields: Partial<Fields>, begun = start): Answers {
  const reading = read(fields, begun)
  if (reading.kind === 'answers') return reading.answers
  throw new Error(JSON.stringify(reading.faults))
}
