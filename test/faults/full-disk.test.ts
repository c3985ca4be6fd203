import { copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { audit } from './audit.js'
import { useBench } from './bench.js'
import { chanceFrom } from './chance.js'
import { later, missionOn } from './disk-mission.js'
import { soundness, unclaimed } from './ledger-file.js'
import { openPostOffice } from './post-office.js'
import { start } from './program.js'
import { recipients } from './readers.js'
import { mountSmallDisk } from './small-disk.js'

// A disk that is full at any write. It is a real one, in memory, for which the tests need to be
// root.

const bench = useBench()
const { disks, seed } = inject('faults')

/** In KiB: less than an edition takes beside the database. */
const edition = 350
const plenty = 64 * 1024

const chance = chanceFrom(seed)
const rooms = Array.from({ length: disks }, (_, index) =>
  Math.round(40 + ((index + chance()) / disks) * (edition - 40)),
)

const complaint = /^(There is no room left|The (disk|mark|database)) .*\.\n$/
const sound = { lost: 0, untaken: 0, unmarked: 0, marked: 0, addsUp: true }
const noDisk = 'only root can mount a disk here'

test.for(rooms.map((room) => ({ room })))(
  'with $room KiB left, sending ends with 1 and in words, and goes on when there is room',
  async ({ room }, { skip }) => {
    const { programs, copy } = bench()
    const source = await copy('source.sqlite')
    const disk = await mountSmallDisk((await kibibytes(source)) + room)
    if (disk === null) return skip(noDisk)
    const office = await openPostOffice()
    try {
      const database = join(disk.directory, 'mmr.sqlite')
      await copyFile(source, database)
      const mission = missionOn(database, office.url)
      const { code, err } = await start(programs, mission).ended
      expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(complaint) })
      await disk.resize(plenty)
      expect(unclaimed(database, office.taken)).toEqual([])
      expect(soundness(database)).toBe('ok')

      const again = await start(programs, later(mission)).ended
      expect(again).toMatchObject({ code: 0, err: '' })
      expect(audit(database, recipients, office.taken)).toMatchObject(sound)
    } finally {
      await office.close()
      await disk.remove()
    }
  },
)

test('the worker tells of a full disk, waits, and goes on by itself when there is room', async ({
  skip,
}) => {
  const { programs, copy } = bench()
  const source = await copy('source.sqlite')
  const disk = await mountSmallDisk((await kibibytes(source)) + 100)
  if (disk === null) return skip(noDisk)
  const office = await openPostOffice()
  try {
    const database = join(disk.directory, 'mmr.sqlite')
    await copyFile(source, database)
    const mission = { ...missionOn(database, office.url), verb: 'work', breaksOff: false } as const
    const worker = start(programs, mission)
    let told = ''
    worker.process.stdout?.on('data', (text) => {
      told += text
      if (/room|full|disk/.test(told)) disk.resize(plenty).catch(() => {})
    })
    expect(await worker.ended).toMatchObject({ code: 0 })
    expect(told).toMatch(/(fault|unrecorded): .*(room|disk)/)
    expect(unclaimed(database, office.taken)).toEqual([])
    expect(audit(database, recipients, office.taken)).toMatchObject(sound)
  } finally {
    await office.close()
    await disk.remove()
  }
})

test('the worker that is stopped while the disk is full ends with 1, and in words', async ({
  skip,
}) => {
  const { programs, copy } = bench()
  const source = await copy('source.sqlite')
  const disk = await mountSmallDisk((await kibibytes(source)) + 100)
  if (disk === null) return skip(noDisk)
  const office = await openPostOffice()
  try {
    const database = join(disk.directory, 'mmr.sqlite')
    await copyFile(source, database)
    const mission = { ...missionOn(database, office.url), verb: 'work' } as const
    const { code, err } = await start(programs, mission).ended
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(complaint) })
    await disk.resize(plenty)
    expect(unclaimed(database, office.taken)).toEqual([])
    expect(soundness(database)).toBe('ok')
  } finally {
    await office.close()
    await disk.remove()
  }
})

/** What a file takes of a disk that gives out pages of 4 KiB. */
async function kibibytes(file: string): Promise<number> {
  return Math.ceil((await stat(file)).size / 4096) * 4
}
