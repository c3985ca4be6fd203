import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { contrast } from '../src/config/accent.js'
import { palette } from '../src/palette.js'

describe('the palette', () => {
  const written = ['text', 'muted', 'red', 'yellow', 'green', 'accent'] as const

  it.each(['light', 'dark'] as const)('is read with ease where the page is %s', (ground) => {
    const { page, ...colours } = palette[ground]
    const hard = written.filter((name) => contrast(colours[name], page) < 4.5)
    expect(hard).toEqual([])
    expect(contrast(colours.text, colours.tint)).toBeGreaterThanOrEqual(4.5)
  })

  it('has a colour that says the same in the dark for each that a page is made of', () => {
    const { note, ...light } = palette.light
    expect(Object.keys(palette.dark)).toEqual(Object.keys(light))
    expect(contrast(palette.light.text, note)).toBeGreaterThanOrEqual(4.5)
  })

  it('is the only place where a colour is written', () => {
    const files = ['src', 'templates'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
    )
    const sources = files.filter((file) => /\.(ts|mjml|hbs)$/.test(file))
    expect(sources.length).toBeGreaterThan(100)
    const found = sources.flatMap((file) => coloursIn(file).map((colour) => `${file}: ${colour}`))
    expect(found).toEqual([
      // Black, which is mixed into a colour to darken it.
      `${join('src', 'config', 'accent.ts')}: #000000`,
    ])
  })
})

/** What says how a setting is written is no colour. */
function coloursIn(file: string): string[] {
  if (/palette\.ts$/.test(file)) return []
  const code = readFileSync(file, 'utf8').replace(/^ \* .*$/gm, '')
  return code.match(/#[0-9a-f]{6}\b/gi) ?? []
}
