import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLog, logging } from '../../src/command/log.js'
import {
  Failure,
  guardedTerminal,
  printable,
  spelledOut,
  UsageFault,
} from '../../src/command/terminal.js'
import { configOf } from '../config/reading.js'
import { recordingTerminal } from '../fixture/terminal.js'

const hostile = '550 \u001b[2Jno\r\nsuch\u202emailbox\u2028\u0007\u009b31m'

test('a word of data is on one line, and gives no orders', () => {
  expect(printable(hostile)).toBe('550  [2Jno such mailbox 31m')
})

test('a whole text keeps its own lines, and JSON means the same', () => {
  expect(spelledOut('one\n\ttwo\u001b[31m\r')).toBe('one\n\ttwo\\u001b[31m\\u000d')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(JSON.parse(spelledOut(JSON.stringify({ text }, null, 2)))).toEqual({ text })
      expect(spelledOut(text)).not.toMatch(/(?![\n\t])\p{Cc}/u)
    }),
  )
})

test('all that is written goes through it, and lines of a fault begin where they should', () => {
  const terminal = recordingTerminal('/', { now: 0, env: {} })
  const { out, err } = guardedTerminal(terminal)
  out('\u001b]0;title\u0007\n')
  err('\u009b2J\n')
  expect(terminal.said()).toEqual({ out: '\\u001b]0;title\\u0007\n', err: '\\u009b2J\n' })
  expect(new UsageFault(['Two faults:', '- a\nb']).message).toBe('Two faults:\n- a b')
  expect(new Failure('a\nb').message).toBe('a b')
})

test('the log for people has its own colours, and no other', () => {
  const terminal = {
    ...recordingTerminal('/', { now: 0, env: {} }),
    screen: { out: true, err: true },
  }
  const config = configOf({})
  const log = createLog(guardedTerminal(terminal), config, { verbose: false })
  const error = new Error('refused: \u001b]0;title\u0007\u009b2J\nINJECTED')
  logging(log)({ kind: 'fault', error })
  const { out } = terminal.said()
  expect(out).toContain('\u001b[3')
  expect(out.replace(/\p{Cc}\[\d+m/gu, '')).not.toMatch(/(?![\n\t])\p{Cc}/u)
  expect(out).toContain('\\u001b]0;title')
  expect(out).not.toMatch(/^INJECTED/m)
})
