import { test } from 'vitest'
import { createTransport } from 'nodemailer'
import { SMTPServer } from 'smtp-server'
import { parcel, transportTo } from '../fixture/parcels.js'
test('x', async () => {
  const server = new SMTPServer({ authOptional: true, disabledCommands: ['STARTTLS'], logger: false, onData(s, _x, done) { s.on('data', () => {}); s.on('end', () => { done() }) } })
  await new Promise<void>((r) => server.listen(0, '127.0.0.1', r))
  const { port } = server.server.address() as { port: number }
  const bytes = Buffer.from('Subject: x\r\n\r\n' + 'line of the message as it goes out, seventy or so\r\n'.repeat(860))
  for (const c of [1, 5, 5]) {
    const t = transportTo(`smtp://127.0.0.1:${port}`, { connections: c })
    const N = 2000
    const at = Date.now()
    const got = await Promise.all(Array.from({ length: N }, (_, i) => t.submit({ ...parcel, address: `a${i}@example.com`, bytes })))
    console.log(c, 'connections', Math.round(N / (Date.now() - at) * 1000), '/s', got.filter((g) => g.kind === 'submitted').length)
    await t.close()
  }
  for (const maxMessages of [100, 1000]) {
    const t = createTransport({ host: '127.0.0.1', port, pool: true, maxConnections: 5, maxMessages })
    const N = 2000
    const at = Date.now()
    await Promise.all(Array.from({ length: N }, (_, i) => t.sendMail({ envelope: { from: 'm@example.com', to: `a${i}@example.com` }, raw: bytes })))
    console.log('bare nodemailer pool', maxMessages, Math.round(N / (Date.now() - at) * 1000), '/s')
    t.close()
  }
  server.close()
})
