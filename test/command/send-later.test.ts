import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { filledDesk } from '../fixture/contracts.js'

test('a server that is down: mmr send says when to try again, and that the worker does so', async () => {
  const desk = await filledDesk({
    SMTP_URL: `smtp://127.0.0.1:${await closedPort()}`,
    TIME_ZONE: 'Europe/Berlin',
  })
  onTestFinished(desk.close)
  const first = await desk.mmr('send')
  expect(first.code).toBe(1)
  expect(first.out).toMatch(/^2026-W46: 5 deliveries: 4 retry, 1 planned\.$/m)
  expect(first.err).toMatch(
    /^4 deliveries are to be tried again from 2026-11-16 08:\d\d:\d\d \(Europe\/Berlin\) on\. Run mmr send again then; mmr start does so by itself\.$/m,
  )
  const tooSoon = await desk.mmr('send')
  expect(tooSoon.out).toBe(first.out)
  expect(tooSoon.err).toBe(first.err)
})

/** Nobody listens there: the connection is refused. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
