import { copyFile, open, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import { audit } from './audit.js'
import { useBench } from './bench.js'
import { missionOn } from './disk-mission.js'
import type { Mission } from './mission.js'
import { openPostOffice } from './post-office.js'
import { start } from './program.js'
import { recipients } from './readers.js'
import { mountSmallDisk } from './small-disk.js'

const bench = useBench()

async function overwrite(file: string, from: number, size: number): Promise<void> {
  const handle = await open(file, 'r+')
  await handle.write(Buffer.alloc(size, 0x5a), 0, size, from)
  await handle.close()
}

const damages: readonly [string, Mission['verb'], (file: string) => Promise<void>, RegExp][] = [
  ['overwritten at its start', 'send', (file) => overwrite(file, 0, 512), /is not an SQLite/],
  ['overwritten in its middle', 'work', (file) => overwrite(file, 8192, 65_536), /is damaged/],
  [
    'cut in half',
    'send',
    async (file) => truncate(file, (await stat(file)).size / 2),
    /is damaged/,
  ],
  ['another kind of file', 'work', (file) => writeFile(file, 'week,score\n'), /is not an SQLite/],
]

test.each(damages)('%s: %s sends nothing, exit 1, in words', async (...row) => {
  const [name, verb, damage, complaint] = row
  const { programs, copy } = bench()
  const database = await copy(`${name}.sqlite`)
  await damage(database)
  const office = await openPostOffice()
  const ended = await start(programs, { ...missionOn(database, office.url), verb }).ended
  await office.close()
  expect(ended).toMatchObject({ code: 1, out: '', err: expect.stringMatching(complaint) })
  expect(ended.err).toMatch(/^[^\n]+\n$/)
  expect(office.taken).toEqual([])
})

test('on a disk that is read only: nothing is sent, exit 1, in words', async ({ skip }) => {
  const { programs, copy } = bench()
  const disk = await mountSmallDisk(8192)
  if (disk === null) return skip('only root can mount a disk here')
  const office = await openPostOffice()
  try {
    const database = join(disk.directory, 'mmr.sqlite')
    await copyFile(await copy('source.sqlite'), database)
    await disk.makeReadOnly()
    const ended = await start(programs, missionOn(database, office.url)).ended
    const err = expect.stringMatching(/^The database .* cannot be written to\. .*\n$/)
    expect(ended).toMatchObject({ code: 1, err })
    expect(office.taken).toEqual([])
  } finally {
    await office.close()
    await disk.remove()
  }
})

test('locked by another program from the moment of a reply: what was said is recorded later', async () => {
  const { programs, copy } = bench()
  const database = await copy('locked.sqlite')
  const neighbour = new Sqlite(database)
  let isLocked = false
  const office = await openPostOffice((recipient) => {
    if (recipient !== 'cay@example.com') return null
    const meanwhile = () => {
      if (!isLocked) neighbour.exec('begin immediate')
      isLocked = true
    }
    return {
      place: 'dot',
      fault: { kind: 'reply', text: '250 2.0.0 taken' },
      takes: true,
      meanwhile,
    }
  })
  const mission = { ...missionOn(database, office.url), verb: 'work', breaksOff: false } as const
  const worker = start(programs, mission)
  let told = ''
  worker.process.stdout?.on('data', (text) => {
    told += text
    if (told.includes('unrecorded') && neighbour.inTransaction) neighbour.exec('rollback')
  })
  const ended = await worker.ended
  neighbour.close()
  await office.close()
  expect(ended).toMatchObject({ code: 0, err: '' })
  expect(told).toMatch(/unrecorded: .* is in use by another program/)
  expect(office.taken).toHaveLength(recipients.length)
  const all = { lost: 0, untaken: 0, unmarked: 0, marked: 0, uncertain: 0, addsUp: true }
  expect(audit(database, recipients, office.taken)).toMatchObject(all)
})
