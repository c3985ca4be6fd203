import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { openDatabase, reading, writing } from '../../src/store/database.js'
import { accountIds, addAccount, pragma } from './plain-account.js'
import { scratchDatabase, scratchDirectory } from './scratch.js'

describe('a database', () => {
  it('is made where there is none, safe against loss of power and shared with others', async () => {
    const db = await scratchDatabase()
    expect(await pragma(db, 'journal_mode')).toBe('wal')
    expect(await pragma(db, 'synchronous')).toBe(2)
    expect(await pragma(db, 'foreign_keys')).toBe(1)
    // SQLite's own waiting would stop the whole program.
    expect(await pragma(db, 'busy_timeout')).toBe(0)
  })

  it('is for its owner alone, with all that lies beside it, and stays as it was made', async () => {
    const directory = scratchDirectory()
    const file = join(directory, 'mmr.sqlite')
    const modes = () =>
      readdirSync(directory).map((name) =>
        (statSync(join(directory, name)).mode & 0o777).toString(8),
      )
    const db = await openDatabase(file)
    await addAccount(db, 'A')
    expect(modes()).toEqual(['600', '600', '600'])
    await db.destroy()
    chmodSync(file, 0o640)
    await (await openDatabase(file)).destroy()
    expect(modes()).toEqual(['640'])
  })

  it('is as it was when it is opened again', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const first = await openDatabase(file)
    await addAccount(first, 'A')
    await first.destroy()
    const again = await scratchDatabase(file)
    expect(await accountIds(again)).toEqual(['A'])
  })

  it('opens while another program is writing', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const one = await scratchDatabase(file)
    await writing(one, async (transaction) => {
      await addAccount(transaction, 'A')
      const other = await scratchDatabase(file, { patience: 0 })
      expect(await accountIds(other)).toEqual([])
    })
  })

  it('is migrated once, however many programs open a new file at the same moment', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    expect(await openElsewhere(file, 6)).toEqual(Array(6).fill('0'))
    const db = await scratchDatabase(file)
    expect(await accountIds(db)).toEqual([])
  })
})

describe('a transaction that writes', () => {
  it('keeps all of it or nothing', async () => {
    const db = await scratchDatabase()
    const failing = writing(db, async (transaction) => {
      await addAccount(transaction, 'A')
      throw new Error('halfway')
    })
    await expect(failing).rejects.toThrow('halfway')
    expect(await accountIds(db)).toEqual([])
    await writing(db, (transaction) => addAccount(transaction, 'B'))
    expect(await accountIds(db)).toEqual(['B'])
  })

  it('has its turn before it reads, and becomes a part of one around it', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const one = await scratchDatabase(file)
    const other = await scratchDatabase(file, { patience: 0 })
    await writing(one, async (transaction) => {
      await expect(writing(other, async () => 'mine')).rejects.toMatchObject({ kind: 'locked' })
      await writing(transaction, (nested) => addAccount(nested, 'A'))
      expect(await accountIds(other)).toEqual([])
    })
    expect(await writing(other, accountIds)).toEqual(['A'])
  })
})

describe('a transaction that reads', () => {
  it('sees one state, whatever others write', async () => {
    const file = join(scratchDirectory(), 'mmr.sqlite')
    const one = await scratchDatabase(file)
    const other = await scratchDatabase(file, { patience: 0 })
    await reading(one, async (state) => {
      expect(await accountIds(state)).toEqual([])
      await writing(other, (transaction) => addAccount(transaction, 'A'))
      expect(await accountIds(state)).toEqual([])
    })
    expect(await accountIds(one)).toEqual(['A'])
  })
})

/** Opens the database in processes of their own, all at one moment, with what the build made. */
async function openElsewhere(file: string, processes: number): Promise<string[]> {
  const children = Array.from({ length: processes }, () => waitingProcess(file))
  await Promise.all(children.map(({ stdout }) => once(stdout, 'data')))
  for (const { stdin } of children) stdin.end('go')
  return Promise.all(
    children.map(async (child) => {
      const said = text(child.stderr)
      const [code] = await once(child, 'close')
      return `${code} ${await said}`.trim()
    }),
  )
}

function waitingProcess(file: string) {
  const built = new URL('../../dist/store/database.js', import.meta.url).href
  const script = `
    const { openDatabase } = await import(${JSON.stringify(built)})
    process.stdout.write('ready')
    for await (const go of process.stdin);
    const db = await openDatabase(${JSON.stringify(file)})
    await db.destroy()`
  return spawn(process.execPath, ['--input-type=module', '--eval', script])
}
