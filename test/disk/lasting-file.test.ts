import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { clearUnfinished, writeLasting } from '../../src/disk/lasting-file.js'
import { scratchDirectory } from '../store/scratch.js'

const hours = 3600

/** A folder beside the file, with these files in it, that was last touched so long ago. */
function left(path: string, suffix: string, files: readonly string[], age = 2 * hours): string {
  const folder = `${path}.${suffix}`
  mkdirSync(folder)
  for (const file of files) writeFileSync(join(folder, file), 'half')
  const then = Date.now() / 1000 - age
  utimesSync(folder, then, then)
  return folder
}

describe('what was left of writing a file', () => {
  it('is removed once nobody can be at it any more', async () => {
    const directory = scratchDirectory()
    const path = join(directory, 'mmr.sqlite.mark')
    await writeLasting(path, 'whole')
    left(path, 'aB3dE6', ['mmr.sqlite.mark'])
    left(path, 'zzzzzz', [])
    await clearUnfinished(path)
    expect(readdirSync(directory)).toEqual(['mmr.sqlite.mark'])
    expect(readFileSync(path, 'utf8')).toBe('whole')
  })

  it.each([
    ['is young: another process may be writing it', 'aB3dE6', ['mmr.sqlite.mark'], 60],
    ['holds what we never put there', 'backup', ['mmr.sqlite.mark', 'letters'], 2 * hours],
    ['has a name that we don’t give', 'of-2026', [], 2 * hours],
  ])('stays where it %s', async (_what, suffix, files, age) => {
    const path = join(scratchDirectory(), 'mmr.sqlite.mark')
    const folder = left(path, suffix, files, age)
    await clearUnfinished(path)
    expect(readdirSync(folder)).toEqual(files.toSorted())
  })

  it('is removed while others write the same file, and clear it as well', async () => {
    const directory = scratchDirectory()
    const path = join(directory, 'mmr.sqlite.mark')
    const names = Array.from({ length: 20 }, (_, index) => `left${String(index).padStart(2, '0')}`)
    for (const name of names) left(path, name, ['mmr.sqlite.mark'])
    await Promise.all([
      ...names.map((name) => writeLasting(path, name)),
      ...names.map(() => clearUnfinished(path)),
    ])
    expect(readdirSync(directory)).toEqual(['mmr.sqlite.mark'])
    expect(names).toContain(readFileSync(path, 'utf8'))
  })
})
