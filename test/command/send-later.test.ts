import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { filledDesk } from '../fixture/contracts.js'
import { startInbox } from '../fixture/smtp-inbox.js'

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

test('mmr send says what is left that no further run of it by itself will change', async () => {
  const inbox = await startInbox((address) =>
    address === 'jon@example.com' ? 'unknown' : 'welcome',
  )
  const desk = await filledDesk({ SMTP_URL: inbox.url, TIME_ZONE: 'Europe/Berlin' })
  onTestFinished(desk.close)
  await desk.mmr('send')
  await inbox.close()
  desk.execute(`update deliveries set state = 'uncertain' where address = 'mara@example.com'`)
  desk.execute(
    `update deliveries set state = 'sending', owner = 'killed', lease_until = '2026-11-16T07:20:00.000Z'
     where address = 'ada@example.com'`,
  )
  const { code, err } = await desk.mmr('send')
  expect(code).toBe(1)
  expect(err.trimEnd().split('\n')).toEqual([
    '1 delivery is in the hands of another run, or of one that was killed, until 2026-11-16 08:20:00 (Europe/Berlin) at most. Run mmr send again then; mmr start does so by itself.',
    '1 delivery is uncertain: the server may have taken it. mmr deliveries --uncertain says what to do.',
    '1 delivery failed and will not be tried again by itself. Once the reason is put right: mmr resend ID, as mmr deliveries numbers them.',
  ])
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
