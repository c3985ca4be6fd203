import { describe, expect, test } from 'vitest'
import { userOf } from '../../src/command/session.js'
import type { Terminal } from '../../src/command/terminal.js'
import { recordingTerminal } from '../fixture/terminal.js'

function named(env: Terminal['env'], user?: () => string): string {
  const terminal = recordingTerminal('.', { now: 0, env })
  return userOf(user === undefined ? terminal : { ...terminal, user })
}

const nobody = () => {
  throw new Error('ENOENT: no such user')
}

describe('whoever calls', () => {
  test.each<[Terminal['env'], (() => string) | undefined, string]>([
    [{ SUDO_USER: 'ann', USER: 'root' }, () => 'root', 'ann'],
    [{ USER: 'ann' }, () => 'other', 'ann'],
    [{ LOGNAME: 'ann' }, nobody, 'ann'],
    [{ USER: '' }, () => 'mmr', 'mmr'],
    [{}, () => 'mmr', 'mmr'],
    [{}, nobody, 'process test 0'],
    [{}, () => '', 'process test 0'],
    [{}, undefined, 'process test 0'],
  ])('by %j and %s is %s', (env, user, name) => {
    expect(named(env, user)).toBe(name)
  })
})
