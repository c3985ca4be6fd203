import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Mark, markFile, readMark, writeMark } from '../../src/store/mark.js'
import { scratchDirectory } from './scratch.js'

const mark: Mark = {
  identity: 'ours',
  attempts: 36,
  lastEdition: '2026-W47',
  writtenAt: '2026-11-23T07:05:00.000Z',
}

describe('a mark', () => {
  it('lies beside its database and is read as it was written', async () => {
    const directory = scratchDirectory()
    const file = markFile(join(directory, 'mmr.sqlite'))
    expect(await readMark(file)).toEqual({ kind: 'none' })
    await writeMark(file, mark)
    await writeMark(file, { ...mark, attempts: 37, lastEdition: null })
    expect(await readMark(file)).toEqual({
      kind: 'mark',
      mark: { ...mark, attempts: 37, lastEdition: null },
    })
    expect(readdirSync(directory)).toEqual(['mmr.sqlite.mark'])
  })

  it('is JSON that other programs can read', async () => {
    const file = markFile(join(scratchDirectory(), 'mmr.sqlite'))
    await writeMark(file, mark)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(mark)
  })

  it.each([
    ['nothing', ''],
    ['half of it', JSON.stringify(mark).slice(0, 40)],
    ['something else', '[]'],
    ['no identity', JSON.stringify({ ...mark, identity: '' })],
    ['no number', JSON.stringify({ ...mark, attempts: '36' })],
    ['a negative number', JSON.stringify({ ...mark, attempts: -1 })],
    ['no such week', JSON.stringify({ ...mark, lastEdition: '2025-W53' })],
  ])('is told to be unreadable when it holds %s', async (_what, text) => {
    const file = markFile(join(scratchDirectory(), 'mmr.sqlite'))
    writeFileSync(file, text)
    expect(await readMark(file)).toEqual({ kind: 'unreadable' })
  })

  it('that cannot be written is told as a fault, with the file and the reason', async () => {
    const file = markFile(join(scratchDirectory(), 'no', 'mmr.sqlite'))
    await expect(writeMark(file, mark)).rejects.toMatchObject({
      name: 'DatabaseFault',
      message: expect.stringContaining(file),
    })
  })
})
