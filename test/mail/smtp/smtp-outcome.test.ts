import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Conversation,
  hasFlowed,
  heard,
  nextMessage,
  outcomeOf,
  silence,
  wasStale,
} from '../../../src/mail/smtp/conversation.js'

const broken = { kind: 'broken', why: 'Connection closed unexpectedly' } as const
const accepted = { kind: 'accepted' } as const

/** `C: …` is what the client says, `S: …` the server; `=` is the end of the body. */
function after(lines: readonly string[], talk = silence, sid = 'one'): Conversation {
  return lines.reduce((before, line) => {
    if (line === '=') return heard(before, { tnx: 'message', sid }, '')
    return heard(before, { tnx: line.startsWith('C') ? 'client' : 'server', sid }, line.slice(3))
  }, talk)
}

const setup = ['S: 220 hi', 'C: EHLO me', 'S: 250 hello']
const pipelined = ['C: MAIL FROM:<a@b>', 'C: RCPT TO:<c@d>', 'C: DATA']
const flowing = [...pipelined, 'S: 250 ok', 'S: 250 ok', 'S: 354 go', '=']

test('replies are told apart by the command they answer', () => {
  const { replies } = after([
    ...setup,
    'C: STARTTLS',
    'S: 220 go',
    'C: EHLO me',
    'S: 250 again',
    'C: AUTH LOGIN',
    'S: 334 VXNlcm5hbWU6',
    'C: dXNlcg==',
    'S: 334 UGFzc3dvcmQ6',
    'C: LyogKi8=',
    'S: 235 welcome',
    ...pipelined,
    'S: 250 sender',
    'S: 250 recipient',
    'S: 354 go',
    '=',
    'S: 250 taken',
  ])
  expect(replies).toEqual({
    greeting: '220 hi',
    EHLO: '250 again',
    STARTTLS: '220 go',
    AUTH: '235 welcome',
    MAIL: '250 sender',
    RCPT: '250 recipient',
    DATA: '354 go',
    dot: '250 taken',
  })
})

test('what answers an earlier message is not about the next one', () => {
  const first = after([...setup, ...pipelined, 'S: 250 ok', 'S: 550 no', 'S: 554 no', 'C: RSET'])
  const [sender = '', ...rest] = flowing
  const second = after([sender, 'S: 250 reset', ...rest, 'S: 250 taken'], nextMessage(first))
  expect(outcomeOf(first, broken).kind).toBe('failed')
  expect(second.replies).toEqual({
    MAIL: '250 ok',
    RCPT: '250 ok',
    DATA: '354 go',
    dot: '250 taken',
  })
})

test('a new connection begins with nothing said', () => {
  const first = after([...setup, ...flowing])
  const second = after(setup, nextMessage(first), 'two')
  expect(hasFlowed(second)).toBe(false)
  expect(second.replies).toEqual({ greeting: '220 hi', EHLO: '250 hello' })
})

test('a body that an earlier connection finishes is not this one', () => {
  const second = after(setup, nextMessage(after([...setup, ...flowing])), 'two')
  expect(heard(second, { tnx: 'message', sid: 'one' }, '').bodySent).toBe(false)
})

test('only a kept connection can have been stale', () => {
  const kept = nextMessage(after([...setup, ...flowing, 'S: 250 taken']))
  expect(wasStale(after(pipelined, kept))).toBe(true)
  expect(wasStale(after([...pipelined, 'S: 421 enough'], kept))).toBe(true)
  expect(wasStale(after([...pipelined, 'S: 250 ok'], kept))).toBe(false)
  expect(wasStale(after([...pipelined, 'S: 450 later'], kept))).toBe(false)
  expect(wasStale(kept)).toBe(false)
  expect(wasStale(after([...setup, ...pipelined]))).toBe(false)
  expect(wasStale(after([]))).toBe(false)
})

test('success is the server’s word, not the library’s', () => {
  expect(outcomeOf(after(setup), accepted).kind).toBe('retry')
  expect(outcomeOf(after([...setup, ...flowing]), accepted).kind).toBe('uncertain')
  expect(outcomeOf(after([...setup, ...flowing, 'S: 250 taken']), broken).kind).toBe('uncertain')
})

const reply = fc.oneof(
  fc.constantFrom('220 ok', '250 ok', '250-ok\n250 ok', '334 go on', '354 go', '2', '25', ''),
  fc.constantFrom('421 bye', '450 later', '503 what', '530 login', '535 login', '550 no', '554 no'),
  fc.constantFrom('550 5.7.1 no', '550-5.1.1 no\n550 5.1.1 no', '554-x\n554 5.7.9 y', 'garbage'),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const line = fc.oneof(
  fc.constantFrom(...setup, ...pipelined, 'C: STARTTLS', 'C: AUTH PLAIN x', 'C: RSET', '='),
  reply.map((text) => `S: ${text}`),
)
const conversation = fc.oneof(
  fc.array(line, { maxLength: 25 }).map((lines) => after(lines)),
  fc.array(line, { maxLength: 6 }).map((lines) => after([...setup, ...flowing, ...lines])),
)
const ending = fc.constantFrom(broken, accepted)

test('whatever is said, no message is called submitted that was not taken', () => {
  let looked = 0
  fc.assert(
    fc.property(conversation, ending, (talk, ending) => {
      if (outcomeOf(talk, ending).kind !== 'submitted') return
      looked += 1
      expect(talk.replies.dot).toMatch(/^2\d\d/)
      expect(talk.replies.RCPT ?? '2').toMatch(/^[23]/)
      expect(talk.bodySent && ending.kind === 'accepted').toBe(true)
    }),
    { numRuns: 3000 },
  )
  expect(looked).toBeGreaterThan(20)
})

test('whatever is said, what may have been taken is never tried again', () => {
  let looked = 0
  fc.assert(
    fc.property(conversation, ending, (talk, ending) => {
      if (outcomeOf(talk, ending).kind !== 'retry' || !hasFlowed(talk)) return
      looked += 1
      const { greeting, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA, dot } = talk.replies
      const said = [greeting, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA]
      const isRefusedBefore = said.some((text) => text !== undefined && !/^[23]/.test(text))
      expect(isRefusedBefore || /^(4\d\d|503)/.test(dot ?? '')).toBe(true)
    }),
    { numRuns: 3000 },
  )
  expect(looked).toBeGreaterThan(20)
})

test.each([
  ['failed', /^5/],
  ['rejected', /^5/],
] as const)(
  'whatever is said, %s is a permanent word said after the recipient was named',
  (kind, word) => {
    let looked = 0
    fc.assert(
      fc.property(conversation, ending, (talk, ending) => {
        if (outcomeOf(talk, ending).kind !== kind) return
        looked += 1
        const { RCPT = '', DATA = '', dot = '' } = talk.replies
        expect([RCPT, DATA, dot].some((text) => word.test(text) && !/^53[05]/.test(text))).toBe(
          true,
        )
      }),
      { numRuns: 3000 },
    )
    expect(looked).toBeGreaterThan(20)
  },
)
