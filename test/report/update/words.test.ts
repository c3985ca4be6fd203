import { describe, expect, it } from 'vitest'
import { drivers, fieldNames, snapshotFields } from '../../../src/report/snapshot.js'
import {
  type Answers,
  answersBefore,
  answersOf,
  noAnswers,
  startingAnswers,
} from '../../../src/report/update/answers.js'
import { nothingListed, unknownContract } from '../../../src/report/update/contract.js'
import { answerWords, differenceRows, differences } from '../../../src/report/update/difference.js'
import { driverQuestions } from '../../../src/report/update/form.js'
import { snapshot, week } from '../../fixture/history.js'

const format = {
  score: (score: number) => `${score} points`,
  fullDay: (day: string) => `on ${day}`,
}

describe('an answer in words', () => {
  it.each([
    ['note', null, '–'],
    ['note', '', '–'],
    ['note', 'as typed', 'as typed'],
    ['service', 0, '0 points'],
    ['statedHealth', 61.5, '61.5 points'],
    ['decisionMakerMetOn', '2026-11-18', 'on 2026-11-18'],
    ['actionDueOn', '2026-11-18', 'on 2026-11-18'],
    ['noticeGivenOn', '2026-11-18', 'on 2026-11-18'],
    ['noticeGivenOn', 'no', 'Withdrawn'],
    ['lastDay', '2026-12-31', 'on 2026-12-31'],
    ['tender', 'yes', 'Yes'],
    ['pulse', 'red', 'Red'],
    ['contacts', 'end users, procurement', 'End users, procurement'],
    ['valueCategory', 'innovation', 'Innovation'],
    ['decisionMaker', 'ruth', 'ruth'],
    ['actionOwner', 'ada', 'ada'],
  ] as const)('to %s, %j, is %s', (topic, value, words) => {
    expect(answerWords(topic, value, format)).toBe(words)
  })
})

describe('what differs', () => {
  const everything: Answers = {
    scores: { relationship: 1, innovation: 2, service: 3, commercial: 4 },
    ...{ statedHealth: 5, pulse: 'red', note: 'n', contacts: ['executives', 'procurement'] },
    ...{ decisionMaker: 'Ruth', decisionMakerChangedOn: '2026-11-16' },
    ...{ decisionMakerMetOn: '2026-11-17', action: 'Call', actionOwner: 'Ada' },
    ...{ actionDueOn: '2026-12-01', actionDoneOn: '2026-11-18', competitor: 'Larch' },
    ...{ valueCategory: 'innovation', valueDelivered: 'A dashboard' },
    ...{ tender: true, noticeGivenOn: '2026-11-16', lastDay: '2026-12-31' },
  }

  it('is every field, in the order of the form and with its label', () => {
    const found = differences(noAnswers, { ...noAnswers, ...everything })
    expect(found.map(({ topic }) => topic)).toEqual(fieldNames)
    expect(found.every(({ before }) => before === null)).toBe(true)
    const rows = differenceRows(found, format)
    expect(rows.map(({ topic }) => topic)).toEqual(
      fieldNames.map((name) => snapshotFields[name].label),
    )
    expect(new Set(rows.map(({ topic }) => topic)).size).toBe(fieldNames.length)
    expect(rows.slice(0, 6).map(({ before, after }) => `${before} ${after}`)).toEqual([
      ...['– 1 points', '– 2 points', '– 3 points', '– 4 points', '– 5 points', '– Red'],
    ])
    expect(rows.find(({ topic }) => topic === 'Spoken to')?.after).toBe('Executives, procurement')
  })

  it('is nothing where nothing does', () => {
    expect(differences({ ...noAnswers, ...everything }, { ...noAnswers, ...everything })).toEqual(
      [],
    )
  })
})

describe('what an account said before a version', () => {
  const listed = nothingListed
  const said = (of: typeof week, version: number, note: string) =>
    snapshot({ week: of, version, note, action: `act ${note}` })
  const before = said('2026-W46', 3, 'last week')
  const versions = [
    said(week, 2, 'second'),
    said(week, 1, 'first'),
    said('2026-W46', 2, 'old'),
    before,
  ]
  const counting = [said(week, 2, 'second'), before, said('2026-W45', 1, 'two weeks ago')]

  it('is the version before it in its week', () => {
    const third = { week, version: 3 }
    expect(answersBefore({ counting, versions, listed }, third)).toEqual(
      answersOf(said(week, 2, 'second')),
    )
    expect(answersBefore({ counting, versions, listed }, { week, version: 2 }).note).toBe('first')
  })

  it('is the one before it that counts, where others between them were undone', () => {
    const fifth = { week, version: 5 }
    expect(answersBefore({ counting, versions, listed }, fifth).note).toBe('second')
  })

  it('is what an earlier week carries over, where it is the first', () => {
    const action = { action: 'act last week', owner: null, dueOn: null, doneOn: null }
    expect(answersBefore({ counting, versions, listed }, { week, version: 1 })).toEqual(
      startingAnswers({ latest: before, action, contract: unknownContract }, week),
    )
    expect(answersBefore({ counting: [], versions: [], listed }, { week, version: 1 })).toEqual(
      noAnswers,
    )
  })
})

describe('the questions', () => {
  it('are four with five answers each, all of them different', () => {
    const all = drivers.map((driver) => driverQuestions[driver])
    for (const { question, steps } of all) {
      expect(question).toMatch(/^[A-Z].*\?$/)
      expect(steps.map(({ score }) => score)).toEqual([0, 25, 50, 75, 100])
      for (const { meaning } of steps) expect(meaning.length).toBeGreaterThan(8)
    }
    const meanings = all.flatMap(({ steps }) => steps.map(({ meaning }) => meaning))
    expect(new Set(meanings).size).toBe(20)
    expect(new Set(all.map(({ question }) => question)).size).toBe(4)
  })
})
