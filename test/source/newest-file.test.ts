import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { describeRowFault } from '../../src/source/fault.js'
import { fetchNewest } from '../../src/source/newest-file.js'
import { type Fetched, type FetchRequest, fetchLimits } from '../../src/source/pulled.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mmr-newest-'))
  mkdirSync(join(folder, 'copies'))
  mkdirSync(join(folder, 'exports'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

let copies = 0
const limits = { ...fetchLimits, settled: 100 }

async function fetch(pattern: string, request: Partial<FetchRequest> = {}): Promise<Fetched> {
  return await fetchNewest(join(folder, 'exports', pattern), {
    setting: 'IMPORT_SNAPSHOTS',
    into: join(folder, 'copies', `copy-${copies++}`),
    known: null,
    limits,
    stop: new AbortController().signal,
    ...request,
  })
}

/** A file of an export that was changed so many seconds ago, whose text is its name. */
function put(name: string, secondsAgo: number, text = name): void {
  const file = join(folder, 'exports', name)
  writeFileSync(file, text)
  const at = Date.now() / 1000 - secondsAgo
  utimesSync(file, at, at)
}

function taken(fetched: Fetched): [name: string, text: string] {
  if (fetched.kind === 'fetched' && fetched.copy.kind === 'file') {
    return [fetched.copy.name, readFileSync(fetched.copy.file, 'utf8')]
  }
  throw new Error(`nothing was fetched: ${JSON.stringify(fetched)}`)
}

function fault(fetched: Fetched): string {
  if (fetched.kind !== 'failed') throw new Error(`it did not fail: ${JSON.stringify(fetched)}`)
  return describeRowFault(fetched.fault)
}

describe('the newest', () => {
  it('is a file by its name', async () => {
    put('a.csv', 60)
    expect(taken(await fetch('a.csv'))).toEqual(['a.csv', 'a.csv'])
  })

  it('is the one of a pattern that was changed last', async () => {
    put('health-1.csv', 60)
    put('health-3.csv', 30)
    put('health-2.csv', 20)
    put('wealth-9.csv', 10)
    put('health-9.xlsx', 10)
    expect(taken(await fetch('health-*.csv'))[0]).toBe('health-2.csv')
    expect(taken(await fetch('*-?.csv'))[0]).toBe('wealth-9.csv')
  })

  it('is the last by name where several were changed at once', async () => {
    const at = Date.now() / 1000 - 60
    for (const name of ['b.csv', 'c.csv', 'a.csv']) {
      put(name, 60)
      utimesSync(join(folder, 'exports', name), at, at)
    }
    expect(taken(await fetch('*.csv'))[0]).toBe('c.csv')
  })

  it('is nothing hidden, nothing that a program has put aside, and no folder', async () => {
    put('a.xlsx', 60)
    for (const name of [
      '~$a.xlsx',
      '.a.xlsx',
      '.~lock.a.xlsx#',
      'a.xlsx.tmp',
      'a.xlsx.part',
      'a.xlsx~',
    ]) {
      put(name, 10)
    }
    mkdirSync(join(folder, 'exports', 'b.xlsx'))
    expect(taken(await fetch('*a.xlsx*'))[0]).toBe('a.xlsx')
    expect(taken(await fetch('*.xlsx'))[0]).toBe('a.xlsx')
  })

  it('takes letters of a pattern for themselves, but for the two', async () => {
    put('a+b(1).csv', 60)
    put('aab1.csv', 10)
    expect(taken(await fetch('a+b(1)*.csv'))[0]).toBe('a+b(1).csv')
    expect(taken(await fetch('a+b(1).csv'))[0]).toBe('a+b(1).csv')
  })

  it('is copied for us alone, and stays as it is', async () => {
    put('a.csv', 60)
    const file = join(folder, 'exports', 'a.csv')
    const before = statSync(file)
    const into = join(folder, 'copies', 'mine')
    await fetch('a.csv', { into })
    expect(statSync(into).mode & 0o777).toBe(0o600)
    const { mtimeMs, size, ino } = statSync(file)
    expect([mtimeMs, size, ino]).toEqual([before.mtimeMs, before.size, before.ino])
  })
})

describe('what was taken before', () => {
  it('is known again by its time and size', async () => {
    put('a.csv', 60)
    const first = await fetch('*.csv')
    if (first.kind !== 'fetched') throw new Error('it was not fetched')
    expect(await fetch('*.csv', { known: first.mark })).toEqual({
      kind: 'unchanged',
      mark: first.mark,
    })
  })

  it('is known again by what is in it, under another name and time', async () => {
    put('a-1.csv', 60, 'same')
    const first = await fetch('a-*.csv')
    if (first.kind !== 'fetched') throw new Error('it was not fetched')
    put('a-2.csv', 30, 'same')
    const second = await fetch('a-*.csv', { known: first.mark })
    expect(second).toMatchObject({ kind: 'unchanged', mark: { content: first.mark.content } })
    put('a-3.csv', 20, 'other')
    expect((await fetch('a-*.csv', { known: first.mark })).kind).toBe('fetched')
  })
})

describe('a file that somebody writes to', () => {
  it('is waited for, as long as it has to be left alone', async () => {
    put('a.csv', 0)
    expect(taken(await fetch('a.csv'))).toEqual(['a.csv', 'a.csv'])
  })

  it('is left for the next time where it changes meanwhile', async () => {
    put('a.csv', 0)
    setTimeout(() => put('a.csv', 0, 'more of it'), 30)
    expect(fault(await fetch('a.csv'))).toMatch(/nobody is writing to.*a\.csv, which changes/)
    expect(taken(await fetch('a.csv'))[1]).toBe('more of it')
  })

  it('is left for the next time where a newer one comes meanwhile', async () => {
    put('a-1.csv', 0)
    setTimeout(() => put('a-2.csv', 0), 30)
    expect(fault(await fetch('a-*.csv'))).toMatch(/nobody is writing to/)
  })
})

describe('in words', () => {
  test('no file, no folder', async () => {
    expect(fault(await fetch('a.csv'))).toMatch(
      /IMPORT_SNAPSHOTS: expected the file .*a\.csv, found nothing\. Let the export be put there/,
    )
    expect(fault(await fetch('a-*.csv'))).toMatch(
      /a file whose name fits .*a-\*\.csv, found nothing/,
    )
    expect(fault(await fetch('nowhere/*.csv'))).toMatch(/a file whose name fits/)
    mkdirSync(join(folder, 'exports', 'b.csv'))
    expect(fault(await fetch('b.csv'))).toMatch(/b\.csv, which is a folder/)
    expect(fault(await fetch('.'))).toMatch(
      /expected a file, found ".*exports, which is a folder"\. For its newest CSV file, set IMPORT_SNAPSHOTS=.*exports\/\*\.csv\.$/,
    )
  })

  test('one that is too large', async () => {
    put('a.csv', 60, 'x'.repeat(1000))
    expect(fault(await fetch('a.csv', { limits: { ...limits, bytes: 999 } }))).toMatch(
      /at most .* MB.*a\.csv/,
    )
  })

  test.skipIf(process.geteuid?.() === 0)('one that may not be read', async () => {
    put('a.csv', 60)
    const { chmodSync } = await import('node:fs')
    chmodSync(join(folder, 'exports', 'a.csv'), 0o000)
    expect(fault(await fetch('a.csv'))).toMatch(/this user may not read it/)
  })
})

test('whoever is asked to stop, stops', async () => {
  put('a.csv', 0)
  const stop = new AbortController()
  setTimeout(() => stop.abort(new Error('asked to stop')), 30)
  await expect(
    fetch('a.csv', { stop: stop.signal, limits: { ...limits, settled: 60_000 } }),
  ).rejects.toThrow('asked to stop')
})
