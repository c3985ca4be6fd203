import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  judge,
  type KnownOfRejections,
  likenessOf,
  type News,
  nothingKnown,
  type Rejection,
} from '../../src/report/rejection.js'

const notUs = 'message: 554 5.2.252 SendAsDenied'

function rejected(person: string, reason = notUs): News {
  const deliveryId = person.charCodeAt(0)
  return { kind: 'rejected', rejection: { deliveryId, attempt: 1, person, reason } }
}

const taken = (heardBefore: number): News => ({ kind: 'taken', heardBefore })
const over = (othersTaken: boolean): News => ({ kind: 'over', othersTaken })

/** Who fails alone by it all, who waits at its end, and whether the last word is that it is us. */
function after(...heard: readonly News[]) {
  const failed: Rejection[] = []
  let known: KnownOfRejections = nothingKnown
  let isAboutUs = false
  for (const news of heard) {
    const judgement = judge(known, news)
    known = judgement.known
    isAboutUs = judgement.isAboutUs
    failed.push(...judgement.alone)
  }
  const names = (some: readonly Rejection[]) => some.map(({ person }) => person).join('')
  return { fail: names(failed), wait: names(known.open), isAboutUs }
}

describe('the table of judge', () => {
  test.each<[string, News[], { fail: string; wait: string; isAboutUs: boolean }]>([
    ['one, and a message that began later is taken', [rejected('a'), taken(1)], fails('a')],
    ['one, and a message that was under way is taken', [rejected('a'), taken(0)], open('a')],
    ['two alike are not enough', [rejected('a'), rejected('b')], open('ab')],
    ['three alike are', [rejected('a'), rejected('b'), rejected('c')], waits('abc')],
    ['not of one person', [rejected('a'), rejected('a'), rejected('a')], open('aaa')],
    ['nor when they differ', [rejected('a'), rejected('b', spam), rejected('c')], open('abc')],
    ['taken before them counts for nothing', [taken(0), ...three], waits('abc')],
    ['what was under way neither', [...three, taken(1)], { ...open('bc'), fail: 'a' }],
    ['one that begins after all of them decides', [...three, taken(3)], fails('abc')],
    ['nobody left, nobody taken', [rejected('a'), over(false)], waits('a')],
    ['nobody left, others taken', [rejected('a'), over(true)], fails('a')],
    ['two alike at the end', [rejected('a'), rejected('b'), over(true)], waits('ab')],
    ['two unlike at the end', [rejected('a'), rejected('b', spam), over(true)], fails('ab')],
    ['three unlike at the end', [...unlike('abc'), over(true)], waits('abc')],
    ['ten unlike in a row', unlike('abcdefghij'), waits('abcdefghij')],
    ['nothing at all', [over(true)], fails('')],
  ])('%s', (_what, heard, expected) => {
    expect(after(...heard)).toEqual(expected)
  })
})

const spam = 'message: 554 5.7.1 looks like spam'
const three = [rejected('a'), rejected('b'), rejected('c')]

function unlike(people: string): News[] {
  return [...people].map((person) => rejected(person, `message: 554 ${person.repeat(3)}`))
}

function fails(people: string) {
  return { fail: people, wait: '', isAboutUs: false }
}

function open(people: string) {
  return { fail: '', wait: people, isAboutUs: false }
}

function waits(people: string) {
  return { fail: '', wait: people, isAboutUs: true }
}

describe('what a reply is likened by', () => {
  test.each([
    ['message: 550 5.7.1 no', 'message 550 5.7.1'],
    ['message: 550 5.71.123 no', 'message 550 5.71.123'],
    ['message: 550 5.7.1234 is no code', 'message 550 is no code'],
    [
      'message: 550 Not  VERIFIED,\tsorry <ada@a.example> [id 8f3a]',
      'message 550 not verified sorry id',
    ],
    ['message: 554 see help.example.com, or call. Bye.', 'message 554 see or call bye'],
    ['message: 554 a=b x/y under_score — … fine', 'message 554 fine'],
    ['message: 554 5.0.0 Spam', 'message 554 spam'],
    ['message: 554-first line\n554 second line', 'message 554 first line second line'],
    ['no reply to that: 550 5.7.1', '  5.7.1'],
    ['The server said 550 to message: 550 no', '  the server said to message no'],
    ['Connection lost', '  connection lost'],
    ['message: 554 a b c d e f g h i j k l m n', 'message 554 a b c d e f g h i j k l'],
  ])('%j: %j', (reason, likeness) => {
    expect(likenessOf(reason)).toBe(likeness)
  })
})

describe('replies are alike', () => {
  test.each([
    [
      'whoever is named',
      'message: 550 <ada@a.example> is not verified [id 8f3a]',
      'message: 550 <bob.two@b.example> is not verified [id 77c1-d]',
    ],
    [
      'by their enhanced code, whatever the words',
      'message: 554 5.2.252 SendAsDenied; a not allowed to send as b',
      'message: 554 5.2.252 gesendet als: verweigert',
    ],
    [
      'by an enhanced code in a later line',
      'message: 550-blocked 550 5.7.606 banned since 10:01',
      'message: 550 5.7.606 banned',
    ],
    [
      'where an address of the network is in the words',
      'message: 550 no mail from 5.7.1.2 please',
      'message: 550 no mail from 10.0.0.1 please',
    ],
    [
      'where the ledger cut one of them off',
      `message: 550 ${'one two three four '.repeat(4)} to <a@b> and more word${'s'.repeat(9)}`,
      `message: 550 ${'one two three four '.repeat(4)} to <a-long-one@b.example> and mo…`,
    ],
  ])('%s', (_what, one, other) => {
    expect(likenessOf(one)).toBe(likenessOf(other))
  })

  test.each([
    ['at another stage', 'recipient: 550 5.7.1 no', 'message: 550 5.7.1 no'],
    ['with another code', 'message: 550 no', 'message: 554 no'],
    ['with another enhanced code', 'message: 550 5.7.1 no', 'message: 550 5.7.124 no'],
    ['in other words, without a code', 'message: 554 looks like spam', 'message: 554 too many'],
    ['in other words, with a code for nothing', 'message: 554 5.0.0 spam', 'message: 554 5.0.0 no'],
  ])('but not %s', (_what, one, other) => {
    expect(likenessOf(one)).not.toBe(likenessOf(other))
  })
})

/** How a server treats the message to a person, the `nth` that it decides on. */
type Treatment = (person: number, nth: number) => boolean

interface Played {
  /** Decisions of the server in all, by what they were. */
  readonly taken: Set<number>
  readonly failed: Set<number>
  readonly waiting: Set<number>
  readonly tries: number
  readonly tried: ReadonlySet<number>
}

/**
 * A run of one edition, people numbered in the order of their turn, with several messages under way;
 * `dice` decides what happens next: that one is claimed, decided on by the server, or answered.
 */
function play(people: readonly number[], lanes: number, takes: Treatment, dice: () => number) {
  const arrived = new Set<number>()
  const failed = new Set<number>()
  const tried = new Set<number>()
  const left = [...people]
  const underWay: { person: number; heardBefore: number; isTaken: boolean | null }[] = []
  let known: KnownOfRejections = nothingKnown
  let isAboutUs = false
  let tries = 0
  const learn = (news: News) => {
    const judgement = judge(known, news)
    known = judgement.known
    isAboutUs = judgement.isAboutUs
    for (const { deliveryId } of judgement.alone) failed.add(deliveryId)
  }
  const claim = () => {
    const person = left.shift()
    if (person !== undefined) tried.add(person)
    if (person !== undefined) underWay.push({ person, heardBefore: known.heard, isTaken: null })
  }
  const goOn = () => {
    const at = dice() % underWay.length
    const one = underWay[at]
    if (one === undefined) return
    if (one.isTaken === null) {
      one.isTaken = takes(one.person, tries)
      tries += 1
      return
    }
    underWay.splice(at, 1)
    if (one.isTaken) {
      arrived.add(one.person)
      return learn(taken(one.heardBefore))
    }
    const who = { deliveryId: one.person, person: `${one.person}@example.com` }
    learn({ kind: 'rejected', rejection: { ...who, attempt: 1, reason: notUs } })
  }
  for (;;) {
    const mayClaim = !isAboutUs && left.length > 0 && underWay.length < lanes
    if (underWay.length === 0 && !mayClaim) break
    if (mayClaim && (underWay.length === 0 || dice() % 2 === 0)) claim()
    else goOn()
  }
  learn(over(arrived.size > 0))
  const waiting = new Set([...known.open.map(({ deliveryId }) => deliveryId), ...left])
  return { taken: arrived, failed, waiting, tries, tried } satisfies Played
}

const size = fc.integer({ min: 1, max: 40 })
const lanesOf = fc.integer({ min: 1, max: 6 })
const chance = fc.infiniteStream(fc.nat(1000))

function diceOf(stream: Iterator<number>): () => number {
  return () => stream.next().value
}

describe('a run', () => {
  test('against a server that takes so many and no more fails nobody, and soon stops asking', () => {
    fc.assert(
      fc.property(size, fc.nat(40), lanesOf, chance, (count, limit, lanes, stream) => {
        const people = Array.from({ length: count }, (_, index) => index)
        const played = play(people, lanes, (_person, nth) => nth < limit, diceOf(stream))
        const refused = count - Math.min(limit, count)
        // The very last one alone could be either.
        if (refused !== 1 || limit === 0) expect(played.failed.size).toBe(0)
        expect(played.tries).toBeLessThanOrEqual(Math.min(limit, count) + 3 + lanes - 1)
        expect(played.taken.size + played.failed.size + played.waiting.size).toBe(count)
      }),
      { numRuns: 2000 },
    )
  })

  test('against one that refuses some readers fails no others, and in the end all others are taken', () => {
    fc.assert(
      fc.property(size, fc.array(fc.nat(40)), lanesOf, chance, (count, some, lanes, stream) => {
        const barred = new Set(some.filter((person) => person < count))
        const dice = diceOf(stream)
        const all = { taken: new Set<number>(), failed: new Set<number>() }
        let people = Array.from({ length: count }, (_, index) => index)
        for (let run = 0; run < 40 && people.length > 0; run += 1) {
          const played = play(people, lanes, (person) => !barred.has(person), dice)
          for (const person of played.taken) all.taken.add(person)
          for (const person of played.failed) all.failed.add(person)
          // Whoever was never tried is first, as in the ledger.
          people = [...played.waiting].sort((a, b) => people.indexOf(a) - people.indexOf(b))
          people = [
            ...people.filter((one) => !played.tried.has(one)),
            ...people.filter((one) => played.tried.has(one)),
          ]
        }
        expect([...all.failed].every((person) => barred.has(person))).toBe(true)
        expect(all.taken.size).toBe(count - barred.size)
      }),
      { numRuns: 1000 },
    )
  })

  test('in which one reader is refused and anybody comes after fails that one at once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 40 }), fc.nat(39), chance, (count, of, stream) => {
        const people = Array.from({ length: count }, (_, index) => index)
        const barred = of % count
        const played = play(people, 1, (person) => person !== barred, diceOf(stream))
        expect([...played.failed]).toEqual([barred])
        expect(played.taken.size).toBe(count - 1)
      }),
    )
  })
})
