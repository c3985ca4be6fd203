import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Mark, markFile, readMark, strikeMark, writeMark } from '../../src/store/mark.js'
import { scratchDirectory } from './scratch.js'

const mark: Mark = {
  identity: 'ours',
  attempts: 36,
  begun: 30,
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
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject(mark)
    await strikeMark(file, { identity: 'ours', begun: 31 })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject(mark)
  })

  it.each([
    ['nothing', ''],
    ['half of it', JSON.stringify(mark).slice(0, 40)],
    ['something else', '[]'],
    ['no identity', JSON.stringify({ ...mark, identity: '' })],
    ['no number', JSON.stringify({ ...mark, attempts: '36' })],
    ['a negative number', JSON.stringify({ ...mark, attempts: -1 })],
    ['a row of anything else', JSON.stringify({ ...mark, begunSince: ' x' })],
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

describe('a message that begins to leave', () => {
  const begunIn = async (file: string) => {
    const reading = await readMark(file)
    return reading.kind === 'mark' ? reading.mark.begun : reading.kind
  }
  const strike = (file: string, begun: number) => strikeMark(file, { identity: 'ours', begun })

  it('is counted, in whatever order programs come to it, and never counted back', async () => {
    const file = markFile(join(scratchDirectory(), 'mmr.sqlite'))
    await writeMark(file, mark)
    expect(await begunIn(file)).toBe(30)
    expect(await strike(file, 31)).toBe('made')
    expect(await begunIn(file)).toBe(31)
    expect(await strike(file, 34)).toBe('made')
    for (const number of [34, 33, 32, 30, 29]) expect(await strike(file, number)).toBe('counted')
    expect(await begunIn(file)).toBe(34)
  })

  it('changes nothing else in the file, nor its length', async () => {
    const file = markFile(join(scratchDirectory(), 'mmr.sqlite'))
    await writeMark(file, { ...mark, identity: 'Zürich' })
    const before = readFileSync(file, 'utf8')
    await strikeMark(file, { identity: 'Zürich', begun: 31 })
    expect(readFileSync(file, 'utf8')).toBe(before.replace('"begunSince": " ', '"begunSince": "|'))
  })

  it('has the mark written whole where its row is full, or it has none yet', async () => {
    const file = markFile(join(scratchDirectory(), 'mmr.sqlite'))
    await writeMark(file, mark)
    expect(await strike(file, 30 + 4096)).toBe('made')
    expect(await strike(file, 30 + 4097)).toBe('no-place')
    expect(await begunIn(file)).toBe(30 + 4096)
    const { begun: _, ...older } = mark
    writeFileSync(file, JSON.stringify(older))
    expect(await begunIn(file)).toBe(0)
    expect(await strike(file, 1)).toBe('no-place')
  })

  it('is not counted by a mark that is of another ledger, torn or gone', async () => {
    const file = markFile(join(scratchDirectory(), 'mmr.sqlite'))
    expect(await strike(file, 1)).toBe('none')
    for (const [text, stroke] of [
      [JSON.stringify({ ...mark, identity: 'theirs' }), 'of-another'],
      ['{', 'unreadable'],
    ] as const) {
      writeFileSync(file, text)
      expect(await strike(file, 31)).toBe(stroke)
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
  })
})
