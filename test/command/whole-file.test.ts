import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filledDesk, week } from '../fixture/contracts.js'
import { startProcess } from '../fixture/process.js'
import { type Desk, mondayMorning } from '../fixture/workspace.js'

/** A database whose damage nobody meets who lists deliveries: a page of an index for links. */
async function damaged(): Promise<Desk> {
  const desk = await filledDesk()
  await desk.mmr('send')
  const [index] = desk.rows<{ page: number }>(
    `select rootpage as page from sqlite_schema where name = 'link_requests_by_recipient'`,
  )
  desk.execute('pragma wal_checkpoint(truncate)')
  const file = openSync(join(desk.directory, 'mmr.sqlite'), 'r+')
  writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, ((index?.page ?? 0) - 1) * 4096)
  closeSync(file)
  return desk
}

let desk: Desk
beforeEach(async () => {
  desk = await damaged()
})
afterEach(() => desk.close())

describe('a file that is damaged where nobody reads', () => {
  test.each([[['deliveries']], [['explain', 'A-1', '--week', week]], [['links']]])(
    'is no reason for %j to read all of it',
    async (words) => {
      expect(await desk.mmr(...words)).toMatchObject({ code: 0, err: '' })
    },
  )

  test('is told by mmr check', async () => {
    const { code, out } = await desk.mmr('check')
    expect(code).toBe(1)
    expect(out).toMatch(/^fault: The database .* is damaged\. .* restore the latest backup/m)
  })

  test('is not backed up', async () => {
    const { code, err } = await desk.mmr('backup', 'copy.sqlite')
    expect(code).toBe(1)
    expect(err).toMatch(/^The database .* is damaged\./)
    expect(desk.files('.')).not.toContain('copy.sqlite')
  })

  test('is nothing that a worker begins with', async () => {
    const worker = startProcess(desk, ['start'], mondayMorning)
    expect(await worker.end).toBe(1)
    expect(worker.err()).toMatch(/^The database .* is damaged\./)
  })
})
