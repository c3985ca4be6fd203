import { once } from 'node:events'
import { join } from 'node:path'
import { expect, inject, test } from 'vitest'
import { openDatabase } from '../../src/store/database.js'
import { mondayMorning } from '../fixture/workspace.js'
import { audit } from './audit.js'
import { useBench } from './bench.js'
import { fill } from './filled-database.js'
import { openPostOffice } from './post-office.js'
import { start } from './program.js'

const { crowds, crowdSize } = inject('faults')

const readers = Array.from({ length: crowdSize - 2 }, (_, index) => `reader.${index}@example.com`)
const recipients = [...readers, 'jon@example.com', 'mara@example.com']

const bench = useBench()

test.each(crowds.map((count) => ({ count })))(
  '$count workers make the tables together, and each of their readers gets one message',
  async ({ count }) => {
    const { programs, directory } = bench()
    const office = await openPostOffice()
    const database = join(directory, `${count}.sqlite`)
    const mission = {
      verb: 'work',
      week: '2026-W46',
      database,
      settings: {
        EXECUTIVES: readers.join(', '),
        MAIL_FROM: 'report@example.com',
        SMTP_URL: office.url,
      },
      startsAt: mondayMorning - 500,
      tick: null,
      kill: null,
      patience: 10_000,
      waits: true,
      breaksOff: false,
    } as const
    const workers = Array.from({ length: count }, () => start(programs, mission))
    await Promise.all(workers.map(({ process: { stdout } }) => stdout && once(stdout, 'data')))
    const db = await openDatabase(database)
    await fill(db, directory)
    await db.destroy()
    for (const { process: program } of workers) program.stdin?.end('go\n')
    const ends = await Promise.all(workers.map(({ ended }) => ended))
    await office.close()

    const faults = ends.filter(({ code }) => code !== 0)
    expect(faults).toEqual([])
    expect(office.taken).toHaveLength(recipients.length)
    expect(audit(database, recipients, office.taken)).toEqual({
      deliveries: recipients.length,
      lost: 0,
      untaken: 0,
      unmarked: 0,
      marked: 0,
      uncertain: 0,
      addsUp: true,
    })
  },
)
