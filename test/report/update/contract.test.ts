import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ListedContract } from '../../../src/report/contract/notice.js'
import { isListLater } from '../../../src/report/contract/notice.js'
import type { Snapshot } from '../../../src/report/snapshot.js'
import {
  type Answers,
  answersWith,
  keptAnswers,
  noAnswers,
  startingAnswers,
} from '../../../src/report/update/answers.js'
import {
  answeredContract,
  answeredIn,
  type ContractAnswers,
  contractState,
  contractStates,
  disagreement,
  type KnownContract,
  nothingListed,
  standingContract,
  unknownContract,
} from '../../../src/report/update/contract.js'
import { type Fields, fieldsOf, readForm } from '../../../src/report/update/form.js'
import { type Day, shiftWeek } from '../../../src/report/week.js'
import { aged, level, snapshot, week } from '../../fixture/history.js'

const silent: ContractAnswers = {
  tender: null,
  competitor: null,
  noticeGivenOn: null,
  lastDay: null,
}
const noticed = { ...silent, noticeGivenOn: '2026-11-10', lastDay: '2026-12-31' } as const
const tendered = { ...silent, tender: true, competitor: 'Larch' }
const listedEnd: ListedContract = {
  ...nothingListed,
  ...{ endedOn: '2026-12-15', endedOnSince: '2026-11-02' },
}

describe('what is listed', () => {
  it.each([
    ['2026-11-15', '2026-W46', true],
    ['2026-11-14', '2026-W46', false],
    ['2026-11-16', '2026-W46', true],
    [null, '2026-W46', false],
  ] as const)('since %s, against what was said for %s: later is %s', (since, of, later) => {
    expect(isListLater(since, { week: of })).toBe(later)
  })

  it('counts where nobody has said anything', () => {
    expect(isListLater(null, null)).toBe(true)
  })
})

describe('what stands', () => {
  const stands = (snapshots: readonly Snapshot[], listed = nothingListed) =>
    standingContract({ ...answeredIn(snapshots), listed }, snapshots[0]?.competitor ?? null)

  it('is nothing where nobody says anything', () => {
    expect(stands([])).toEqual(silent)
    expect(stands([aged(0), aged(1)])).toEqual(silent)
  })

  it('is the latest answer, however long ago, and whoever was silent since', () => {
    expect(stands([aged(0), aged(3, 60, noticed), aged(9, 60, { noticeGivenOn: 'no' })])).toEqual(
      noticed,
    )
    expect(stands([aged(0), aged(3, 60, tendered)])).toEqual(tendered)
    expect(stands([aged(0, 60, { competitor: 'Elm' }), aged(3, 60, tendered)])).toEqual({
      ...tendered,
      competitor: 'Elm',
    })
    const closed = aged(1, 60, { tender: false })
    expect(stands([closed, aged(3, 60, tendered)])).toEqual({ ...silent, tender: false })
  })

  it('is what accounts.csv lists where that is the later word, or the only one', () => {
    const byList = { ...silent, lastDay: '2026-12-15' }
    expect(stands([], listedEnd)).toEqual(byList)
    const before = aged(3, 60, noticed)
    expect(stands([before], listedEnd)).toEqual({ ...byList, noticeGivenOn: '2026-11-10' })
    expect(stands([aged(3, 60, { noticeGivenOn: 'no' })], listedEnd)).toEqual(byList)
    const after = aged(1, 60, noticed)
    expect(stands([after], listedEnd)).toEqual(noticed)
    const soon = { ...listedEnd, endedOn: '2026-11-09' as Day }
    expect(stands([before], soon)).toEqual({ ...silent, lastDay: '2026-11-09' })
    expect(stands([before], { ...listedEnd, endedOn: null })).toEqual(silent)
    expect(stands([], { ...nothingListed, tender: true })).toEqual({ ...silent, tender: true })
  })
})

describe('an answer', () => {
  const given = { state: 'no', noticeGivenOn: null, lastDay: null, competitor: null } as const

  it.each<[string, ContractAnswers, ContractAnswers]>([
    ['says nothing where nothing stood', silent, silent],
    ['withdraws notice', noticed, { ...silent, noticeGivenOn: 'no' }],
    [
      'withdraws what is listed',
      { ...silent, lastDay: '2026-12-15' },
      { ...silent, noticeGivenOn: 'no' },
    ],
    ['closes a tender', { ...tendered, competitor: null }, { ...silent, tender: false }],
    [
      'withdraws both',
      { ...noticed, tender: true },
      { ...silent, noticeGivenOn: 'no', tender: false },
    ],
  ])('of no %s', (_what, start, said) => {
    expect(answeredContract(start, given)).toEqual(said)
  })

  it('of no forgets whom they asked, but no competitor who is there without a tender', () => {
    const larch = { ...given, competitor: 'Larch' }
    expect(answeredContract(tendered, larch)).toEqual({ ...silent, tender: false })
    const rival = { ...silent, competitor: 'Larch' }
    expect(answeredContract(rival, larch)).toEqual(rival)
  })

  it('that others were asked withdraws notice, and leaves the tender of who gives notice', () => {
    const tender = { ...given, state: 'tender', competitor: 'Larch' } as const
    expect(answeredContract(silent, tender)).toEqual(tendered)
    expect(answeredContract(noticed, tender)).toEqual({ ...tendered, noticeGivenOn: 'no' })
    const leaving = { ...given, state: 'notice', noticeGivenOn: '2026-11-10' } as const
    expect(answeredContract(tendered, { ...leaving, competitor: 'Larch' })).toEqual({
      ...tendered,
      noticeGivenOn: '2026-11-10',
    })
  })
})

describe('what the other source still says', () => {
  const said = (given: Partial<KnownContract>) =>
    disagreement({ ...unknownContract, ...given }, () => 30)
  const recordedAt = '2026-11-13T09:00:00.000Z'
  const notice = {
    week: '2026-W46',
    noticeGivenOn: '2026-11-10',
    lastDay: null,
    recordedAt,
  } as const

  it('is nothing where there is one word alone, or both agree', () => {
    expect(said({})).toBeNull()
    expect(said({ listed: { ...listedEnd, tender: true } })).toBeNull()
    const agreed = { ...nothingListed, endedOn: '2026-12-10', endedOnSince: null } as const
    expect(said({ notice, listed: agreed })).toBeNull()
    expect(said({ notice: { ...notice, noticeGivenOn: null } })).toBeNull()
  })

  it('is the older word', () => {
    expect(said({ notice })).toEqual({ kind: 'listed', lastDay: null })
    expect(said({ notice, listed: listedEnd })).toEqual({ kind: 'listed', lastDay: '2026-12-15' })
    const later = { ...listedEnd, endedOnSince: '2026-11-15' } as const
    expect(said({ notice, listed: later })).toEqual({
      ...{ kind: 'answered', week: '2026-W46', lastDay: '2026-12-10' },
    })
    const tender = { week: '2026-W46', tender: true, competitor: null, recordedAt } as const
    expect(said({ tender })).toBeNull()
    const closed = { ...nothingListed, tender: false }
    expect(said({ tender, listed: closed })).toEqual({ kind: 'listed tender', tender: false })
    expect(said({ tender, listed: { ...closed, tenderSince: '2026-11-16' } })).toEqual({
      ...{ kind: 'answered tender', week: '2026-W46', tender: true },
    })
  })
})

const noticeSaid = fc.constantFrom<Partial<Snapshot>[]>(
  {},
  { noticeGivenOn: 'no' },
  { noticeGivenOn: '2026-11-10' },
  { noticeGivenOn: '2026-11-10', lastDay: '2026-12-31' },
)
const tenderSaid = fc.constantFrom<Partial<Snapshot>[]>(
  ...[{}, { tender: false }, { tender: true }, { competitor: 'Larch' }, tendered],
)
const pastSnapshots = fc
  .array(fc.tuple(noticeSaid, tenderSaid), { maxLength: 5 })
  .map((said) => said.map(([notice, tender], index) => aged(index, 60, { ...notice, ...tender })))
const listedSaid = fc.record({
  endedOn: fc.constantFrom<(Day | null)[]>(null, '2026-12-15'),
  endedOnSince: fc.constantFrom<(Day | null)[]>(null, '2026-11-02', '2026-11-20'),
  tender: fc.constantFrom(null, true, false),
  tenderSince: fc.constantFrom<(Day | null)[]>(null, '2026-11-02', '2026-11-20'),
})

/** What the form begins with, and what it says once these fields were changed in it. */
function filledIn(
  snapshots: readonly Snapshot[],
  listed: ListedContract,
  changed: Partial<Fields>,
): { readonly start: Answers; readonly saved: Snapshot } {
  const contract = { ...answeredIn(snapshots), listed }
  const start = startingAnswers({ latest: snapshots[0] ?? null, action: null, contract }, week)
  const startFields = fieldsOf(start)
  const base = { start, startFields, openChangeSince: null, today: '2026-11-20', count: String }
  const reading = readForm({ ...startFields, ...changed }, base as Parameters<typeof readForm>[1])
  if (reading.kind === 'faults') throw new Error(JSON.stringify(reading.faults))
  const kept = keptAnswers(reading.answers, { start, latest: snapshots[0] ?? null }, week)
  return { start, saved: snapshot({ ...kept, version: 2 }) }
}

/** The account with one more version of the week, as those that count. */
function after(snapshots: readonly Snapshot[], saved: Snapshot): Snapshot[] {
  return [saved, ...snapshots.filter((one) => one.week !== week)]
}

describe('whatever was said before', () => {
  it('a form that is saved without a word about the contract is no word about it', () => {
    fc.assert(
      fc.property(pastSnapshots, listedSaid, (snapshots, listed) => {
        const { start, saved } = filledIn(snapshots, listed, { service: '75' })
        const own = snapshots.find((one) => one.week === week)
        expect(saved.noticeGivenOn).toBe(own?.noticeGivenOn ?? null)
        expect(saved.lastDay).toBe(own?.lastDay ?? null)
        expect(saved.tender).toBe(own?.tender ?? null)
        const stands = standingContract(
          { ...answeredIn(after(snapshots, saved)), listed },
          saved.competitor,
        )
        expect(stands).toEqual(contractOf(start))
      }),
    )
  })

  it('each answer holds once it is saved, also beside an older list, until another is given', () => {
    const answer = fc.constantFrom<Partial<Fields>[]>(
      { contract: 'no' },
      { contract: 'tender', competitor: 'Elm' },
      { contract: 'tender', competitor: '' },
      { contract: 'notice', noticeGivenOn: '2026-11-17', lastDay: '' },
      { contract: 'notice', noticeGivenOn: '2026-11-17', lastDay: '2027-01-31' },
    )
    const older = listedSaid.map((listed) => ({
      ...listed,
      ...{ endedOnSince: null, tenderSince: null },
    }))
    fc.assert(
      fc.property(pastSnapshots, older, answer, (snapshots, listed, given) => {
        const { saved } = filledIn(snapshots, listed, { service: '75', ...given })
        const counting = after(snapshots, saved)
        for (const later of [0, 1, 8]) {
          const contract = { ...answeredIn(counting), listed }
          const known = { latest: saved, action: null, contract }
          const next = fieldsOf(startingAnswers(known, shiftWeek(week, later)))
          expect(next).toMatchObject(given)
        }
        expect(answersWith({ counting, listed }, saved)).toMatchObject(
          contractOf(
            startingAnswers(
              { latest: saved, action: null, contract: { ...answeredIn(counting), listed } },
              week,
            ),
          ),
        )
      }),
    )
  })

  it('the form has one answer for what stands, and gives it back untouched', () => {
    fc.assert(
      fc.property(pastSnapshots, listedSaid, (snapshots, listed) => {
        const { start } = filledIn(snapshots, listed, { service: '75' })
        expect(contractStates).toContain(contractState(start))
        const base = { startFields: fieldsOf(start), openChangeSince: null, count: String }
        const scored = { ...start, scores: level(50) }
        const reading = readForm(fieldsOf(scored), {
          ...{ ...base, startFields: fieldsOf(scored), start: scored, today: '2026-11-20' },
        })
        expect(reading).toEqual({ kind: 'answers', answers: scored })
      }),
    )
  })
})

function contractOf(answers: Answers): ContractAnswers {
  const { tender, competitor, noticeGivenOn, lastDay } = answers
  return { tender, competitor, noticeGivenOn, lastDay }
}

it('nothing is said of the contract where nothing was answered at all', () => {
  expect(contractOf(noAnswers)).toEqual(silent)
  expect(contractState(noAnswers)).toBe('no')
})
