import { describe, expect, onTestFinished, test } from 'vitest'
import { readDeliveries } from '../../src/store/deliveries.js'
import { readEdition } from '../../src/store/editions.js'
import { unsubscribe } from '../../src/store/unsubscribes.js'
import { mailTo } from '../fixture/mail.js'
import { due, type Office, openOffice, week } from '../fixture/office.js'
import { startInbox } from '../fixture/smtp-inbox.js'

const hour = 3_600_000

/** Mara gets hers with Los Angeles' Monday, eight hours after the others. */
const zones = {
  WEB_URL: 'https://report.example.com',
  ACCOUNT_MANAGERS: '*, Mara Lind <mara@example.com> (tz=America/Los_Angeles)',
}

/** By the link of an earlier mail. */
async function leave({ db, work, desk }: Office, address: string): Promise<void> {
  const edition = await readEdition(db, 'report', week)
  const deliveries = await readDeliveries(db, edition?.editionId ?? 0)
  const deliveryId = deliveries.find((one) => one.address === address)?.deliveryId ?? 0
  desk.execute(`
    insert into links (link_hash, purpose, address, delivery_id, issued_at, expires_at)
    values ('earlier ${address}', 'unsubscribe', '${address}', ${deliveryId}, '', '')`)
  const at = new Date(work.now()).toISOString()
  await unsubscribe(db, { deliveryId, linkHash: `earlier ${address}`, device: '', at })
}

describe('whoever unsubscribes while their copy is planned', () => {
  test('gets none, the admins’ receipt adds up and names them, and the report is closed', async () => {
    const office = await openOffice(zones)
    await office.beat()
    expect(office.ledger()).toContain('planned account-manager mara@example.com')
    await leave(office, 'mara@example.com')
    office.at(due + 9 * hour)
    await office.beat()
    expect(office.ledger()).toContain('skipped account-manager mara@example.com')
    expect(office.ledger()).toContain('submitted admin root@example.com')
    const { html, text } = await mailTo(office.desk, 'root@example.com', { week, role: 'admin' })
    for (const part of [html, text]) {
      expect(part).toMatch(/Skipped/)
      expect(part).toContain('they unsubscribed before it left')
    }
    expect(office.events()).toContainEqual(
      expect.objectContaining({
        kind: 'closed',
        edition: expect.objectContaining({ planned: 5, submitted: 4, skipped: 1, unwanted: 1 }),
      }),
    )
  })

  test('gets none where it was put off either', async () => {
    const down = await startInbox()
    await down.close()
    const office = await openOffice({ ...zones, SMTP_URL: down.url })
    await office.beat()
    expect(office.ledger()).toContain('retry executive ada@example.com')
    await leave(office, 'ada@example.com')
    const up = await startInbox()
    onTestFinished(up.close)
    office.desk.env.SMTP_URL = up.url
    office.at(due + hour)
    await office.beat()
    expect(office.ledger()).toContain('skipped executive ada@example.com')
    expect(up.arrived.flatMap(({ to }) => to)).toContain('wes@example.com')
    expect(up.arrived.flatMap(({ to }) => to)).not.toContain('ada@example.com')
  })

  test('as an admin gets no receipt', async () => {
    const office = await openOffice(zones)
    await office.beat()
    await leave(office, 'root@example.com')
    office.at(due + 9 * hour)
    await office.beat()
    expect(office.ledger()).toContain('skipped admin root@example.com')
    expect(office.ledger()).toContain('submitted account-manager mara@example.com')
  })
})
