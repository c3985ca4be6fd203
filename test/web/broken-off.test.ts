import { once } from 'node:events'
import { connect } from 'node:net'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { startWeb } from '../../src/web/app.js'
import { friday } from '../fixture/answering.js'
import { scratchDatabase } from '../store/scratch.js'
import { mailedLink, webOf } from './site.js'

const form = 'Host: report.example.com\r\nContent-Type: application/x-www-form-urlencoded\r\n'

/** What a stranger sends before they are gone. */
const beginnings = {
  'in the middle of a body': `POST /new-link HTTP/1.1\r\n${form}Content-Length: 1000\r\n\r\naddress=`,
  'in the middle of a chunk': `POST /new-link HTTP/1.1\r\n${form}Transfer-Encoding: chunked\r\n\r\n40\r\naddr`,
  'in the middle of the headers': 'POST /new-link HTTP/1.1\r\nHost: rep',
  'before the answer': `GET /healthz HTTP/1.1\r\n${form}\r\n`,
  'before anything was said': '',
}

const wholeOnes = {
  'a page asked for': `GET /update/x HTTP/1.1\r\n${form}\r\n`,
  'a page asked for through a proxy': `GET /healthz HTTP/1.1\r\n${form}X-Forwarded-For: 192.0.2.1\r\n\r\n`,
  'a form': `POST /new-link HTTP/1.1\r\n${form}Content-Length: 9\r\n\r\naddress=a`,
  'half a form': `POST /new-link HTTP/1.1\r\n${form}Content-Length: 90\r\n\r\naddress=a`,
  'an unsubscription': `POST /unsubscribe/x HTTP/1.1\r\n${form}Content-Length: 9\r\n\r\naddress=a`,
}

async function resetAtOnce(url: string, words: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(words, () => socket.resetAndDestroy())
  await once(socket, 'close')
}

async function running() {
  const db = await scratchDatabase()
  const logged: { text: string; level: string }[] = []
  const log = (text: string, level = 'error') => void logged.push({ text, level })
  const { limits, refused, brokenOff, ...web } = webOf({ db, logged: [], clock: friday })
  const server = await startWeb({ ...web, log, host: '127.0.0.1', port: 0 })
  onTestFinished(server.close)
  return { db, logged, server }
}

/** Sends it and resets the connection once the server has had the time to read it. */
async function breakOff(url: string, words: string, how: 'reset' | 'end' = 'reset'): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  if (words !== '') await new Promise((resolve) => socket.write(words, resolve))
  // The answer to another request says that the server has come by this one.
  await fetch(`${url}/robots.txt`)
  if (how === 'reset') socket.resetAndDestroy()
  else socket.destroy()
  await fetch(`${url}/robots.txt`)
}

test.each(Object.entries(beginnings))('what is broken off %s is no fault', async (_, words) => {
  const { logged, server } = await running()
  await breakOff(server.url, words, 'end')
  await breakOff(server.url, words)
  await server.close()
  expect(logged.filter(({ level }) => level === 'error')).toEqual([])
  expect(logged).toEqual([{ text: expect.stringMatching(/^[12] connections? w/), level: 'info' }])
})

test.each(Object.entries(wholeOnes))(
  '%s from a connection that is reset at once, many at a time',
  async (_, words) => {
    const { logged, server } = await running()
    await Promise.all(Array.from({ length: 40 }, () => resetAtOnce(server.url, words)))
    await fetch(`${server.url}/robots.txt`)
    await server.close()
    expect(logged).toEqual([{ text: expect.stringMatching(/^\d+ connections? w/), level: 'info' }])
  },
)

test('many of them are one line, which says how many', async () => {
  const { logged, server } = await running()
  const words = beginnings['in the middle of a body']
  for (let count = 0; count < 8; count += 1) await breakOff(server.url, words)
  await server.close()
  expect(logged).toEqual([
    { text: '8 connections were broken off by the other side', level: 'info' },
  ])
})

test('a fault of this program is told as before', async () => {
  const { db, logged, server } = await running()
  const token = await mailedLink({ db, clock: friday })
  await sql`alter table links rename to away`.execute(db)
  const answer = await fetch(`${server.url}/update/${token}`)
  expect(answer.status).toBe(500)
  expect(logged).toEqual([{ text: expect.stringContaining('no such table'), level: 'error' }])
})
