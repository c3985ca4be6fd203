import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { defaults, readConfig } from '../../src/config/config.js'

const text = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8')
const settingLine = /^#([A-Z_]+)=(.*)$/gm
const exampleLine = /^# {3}(\S.*| {2}\S.*)$/

describe('.env.example', () => {
  test('sets nothing as it is', () => {
    expect(parseEnv(text)).toEqual({})
  })

  test('names exactly the settings that there are, in their order, with their defaults', () => {
    const named = [...text.matchAll(settingLine)].map(([, name, value]) => [
      name,
      value?.replace(/^"(.*)"$/, '$1'),
    ])
    expect(named).toEqual([...defaults])
  })

  test('explains every one in the lines before it', () => {
    const blocks = text.split(settingLine).filter((_, index) => index % 3 === 0)
    const silent = blocks.slice(0, -1).filter((block) => !/^# \S+ \S+/m.test(block.trim()))
    expect(silent).toEqual([])
  })

  test('means the defaults when every line is uncommented', () => {
    const file = variablesIn(text.replace(settingLine, '$1=$2'))
    expect(Object.keys(file).sort()).toEqual([...defaults.keys()].sort())
    expect(readConfig({ file, process: {} })).toEqual(readConfig({ file: {}, process: {} }))
  })

  test('shows examples that can be read, lists over several lines included', () => {
    const readings = examples().map((example) => {
      const file = variablesIn(example)
      return [Object.keys(file).length, readConfig({ file, process: {} })]
    })
    expect(readings.length).toBeGreaterThan(4)
    expect(readings).toEqual(
      examples().map((example) => {
        const named = example.match(/^[A-Z_]+=/gm) ?? []
        return [named.length, expect.objectContaining({ ok: true })]
      }),
    )
  })

  test('its multi-line example names two people', () => {
    const file = variablesIn(examples()[0] ?? '')
    expect(readConfig({ file, process: {} })).toMatchObject({
      config: {
        executives: [
          { name: 'Full Name', region: null },
          { name: 'Second Person', region: 'West', zone: 'America/Los_Angeles' },
        ],
      },
    })
  })

  test('is no wider than a screen', () => {
    expect(text.split('\n').filter((line) => line.length > 100)).toEqual([])
  })
})

/** The blocks that are indented by three and begin with `NAME=`. */
function examples(): string[] {
  const lines = text.split('\n').map((line) => exampleLine.exec(line)?.[1] ?? '')
  return lines
    .join('\n')
    .split(/\n{2,}/)
    .filter((block) => /^\n?[A-Z_]+=/.test(block))
}

function variablesIn(env: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parseEnv(env)).map(([name, value]) => [name, value ?? '']),
  )
}
