import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changedEnv } from '../../src/command/env-change.js'
import { envLine, readEnvText } from '../../src/command/env-file.js'

describe('a line of an env file', () => {
  test.each<[string, string]>([
    ['USD', 'A=USD'],
    ['', 'A='],
    ['Europe/Berlin', 'A=Europe/Berlin'],
    ['Northwind Services', "A='Northwind Services'"],
    ['Unit #7', "A='Unit #7'"],
    ['Ann <ann@example.com>', "A='Ann <ann@example.com>'"],
    ["O'Hara & Sons", `A="O'Hara & Sons"`],
    ['--map "Account Name=name"', `A='--map "Account Name=name"'`],
    [`"O'Hara" \\n`, 'A=`"O\'Hara" \\n`'],
    [' blanks ', "A=' blanks '"],
    ['two\nlines', "A='two\nlines'"],
  ])('%j', (value, line) => {
    expect(envLine('A', value)).toBe(line)
  })

  test('that no quotation marks can hold is none', () => {
    expect(envLine('A', `"'\``)).toBeNull()
  })

  test('is read back as it was meant, whatever it says', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab \'"`#=\\n\n$\t<ü') })
    fc.assert(
      fc.property(text, (value) => {
        const line = envLine('NAME', value)
        if (line === null) return
        expect(readEnvText(`BEFORE=1\n${line}\nAFTER=2\n`)).toEqual({
          settings: { BEFORE: '1', NAME: value, AFTER: '2' },
          mistakes: [],
        })
      }),
    )
  })
})

describe('an env file that is changed', () => {
  test.each<[string, string, Record<string, string>, string]>([
    ['that is empty', '', { A: '1', B: 'x y' }, "A=1\nB='x y'\n"],
    ['of comments', '# A note.\n', { A: '1' }, '# A note.\nA=1\n'],
    ['that ends without a break', 'B=2', { A: '1' }, 'B=2\nA=1\n'],
    ['in place', '# One\nA=0 # why\n\nB=2\n', { A: '1' }, '# One\nA=1\n\nB=2\n'],
    ['with export', '  export A = 0\nB=2\n', { A: '1' }, 'A=1\nB=2\n'],
    ['over several lines', 'A="0\n  0"\nB=2\n', { A: '1' }, 'A=1\nB=2\n'],
    ['that says so already', ' A =  "1" # so\nB=2\n', { A: '1' }, ' A =  "1" # so\nB=2\n'],
    ['to nothing', 'A=0\n', { A: '' }, 'A=\n'],
    [
      'below its comment',
      '# Why.\n#A=0\n\n# B\n#B=\n',
      { A: '1' },
      '# Why.\n#A=0\nA=1\n\n# B\n#B=\n',
    ],
    ['below its comment at the end', '#A=', { A: '1' }, '#A=\nA=1\n'],
    ['of another name', '#   A=0\n#AB=0\n', { A: '1' }, '#   A=0\n#AB=0\nA=1\n'],
    ['of Windows', '# One\r\nA=0\r\nB=2\r\n', { A: '1', C: '3' }, '# One\r\nA=1\r\nB=2\r\nC=3\r\n'],
    ['with a mark', '\ufeffA=0\n', { A: '1' }, 'A=1\n'],
    ['with strangers', 'A=0\nMINE=a # b\n', { A: '1' }, 'A=1\nMINE=a # b\n'],
  ])('%s', (_what, text, values, changed) => {
    expect(changedEnv(text, new Map(Object.entries(values)))).toBe(changed)
  })

  test('from .env.example says what is set, and nothing else', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
    const values = { COMPANY_NAME: 'Northwind', EXECUTIVES: 'Ann <ann@example.com>', OTHER: '1' }
    const changed = changedEnv(example, new Map(Object.entries(values)))
    expect(readEnvText(changed)).toEqual({ settings: values, mistakes: [] })
    const kept = changed
      .split('\n')
      .filter((line) => !/^(COMPANY_NAME|EXECUTIVES|OTHER)=/.test(line))
    expect(kept.join('\n')).toBe(example)
  })

  test('is read as before but for what was set, whatever was there', () => {
    const value = fc.string({ unit: fc.constantFrom(...'ab #=ü<') })
    const name = fc.constantFrom('A', 'B', 'C', 'D')
    const line = fc.oneof(
      fc.constantFrom('', '# note', '#A=', '#B=x', '  # C=1'),
      fc.tuple(name, value).map(([name, value]) => envLine(name, value) ?? ''),
    )
    const breaks = fc.constantFrom('\n', '\r\n')
    const text = fc.tuple(fc.array(line, { maxLength: 8 }), breaks, fc.boolean())
    const values = fc.dictionary(name, value)
    fc.assert(
      fc.property(text, values, ([lines, breaks, isEnded], values) => {
        const before = lines.join(breaks) + (isEnded ? breaks : '')
        const { settings, mistakes } = readEnvText(before)
        fc.pre(mistakes.length === 0)
        const after = changedEnv(before, new Map(Object.entries(values)))
        expect(readEnvText(after)).toEqual({ settings: { ...settings, ...values }, mistakes: [] })
        expect(changedEnv(after, new Map(Object.entries(values)))).toBe(after)
      }),
    )
  })
})
