import { describe, expect, test } from 'vitest'
import { parcel, patient } from '../../fixture/parcels.js'
import { faulty, sending } from '../../fixture/smtp-sending.js'

describe('reasons', () => {
  async function reasonFor(text: string): Promise<string> {
    const server = await faulty({ faults: { AUTH: { kind: 'reply', text } } })
    const outcome = await sending(server.url).submit(parcel)
    return 'reason' in outcome ? outcome.reason : outcome.kind
  }

  test('are the server’s own words and where it said them', async () => {
    expect(await reasonFor('535 5.7.8 bad login')).toBe('login: 535 5.7.8 bad login')
  })

  test('never repeat the password, however the server does', async () => {
    const plain = Buffer.from('\0user\0hunter2-secret').toString('base64')
    const login = Buffer.from('hunter2-secret').toString('base64')
    const reason = await reasonFor(`535 hunter2-secret ${plain} ${login} end`)
    expect(reason).toBe('login: 535 ••• ••• ••• end')
  })

  test('are one line that no terminal acts upon', async () => {
    const reason = await reasonFor('535-one\r\n535 \u001b[31mtwo\u0007\u202e\tthree')
    expect(reason).toMatch(/^login: 535-one 535 \[31mtwo [^\p{C}]*three$/u)
  })

  test('are cut', async () => {
    const reason = await reasonFor(`535 ${'x'.repeat(5000)}`)
    expect([...reason]).toHaveLength(300)
    expect(reason).toMatch(/…$/)
  })

  test('say how long was waited', async () => {
    const server = await faulty({ faults: { MAIL: { kind: 'silence' } } })
    const patience = { ...patient, message: 200 }
    expect(await sending(server.url, { patience }).submit(parcel)).toEqual({
      kind: 'retry',
      reason: 'not written within 0.2 seconds',
    })
  })
})
