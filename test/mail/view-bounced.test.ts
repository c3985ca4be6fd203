import { describe, expect, test } from 'vitest'
import { adminDigest, type BouncedDelivery } from '../../src/report/digest/admin.js'
import { ledger } from '../fixture/digest.js'
import { illustratedMessage } from '../fixture/illustrated.js'
import { eventful, factsFrom } from '../fixture/portfolio.js'

const facts = factsFrom(eventful)

const jon: BouncedDelivery = {
  week: '2026-W46',
  role: 'account-manager',
  name: 'Jon Abel',
  address: 'jon@example.com',
  action: 'failed',
  kind: 'permanent',
  status: '5.1.1',
  diagnostic: '550 5.1.1 user unknown',
  receivedAt: '2026-11-16T07:00:09.000Z',
}

function parts(bounced: readonly BouncedDelivery[], bounceMailbox = ledger.bounceMailbox) {
  const digest = adminDigest(facts, null, { ...ledger, bounced, bounceMailbox })
  const { html, text } = illustratedMessage(digest, {}).message
  return [html.replace(/<[^>]+>/g, ' '), text].map((part) => part.replace(/\s+/g, ' '))
}

describe("the admins' mail about what came back", () => {
  test('names who, why and what to do, in both parts', () => {
    for (const part of parts([jon])) {
      expect(part).toMatch(/came back/i)
      expect(part).toContain('1 message came back after a server had taken it')
      expect(part).toMatch(/Jon Abel.*Bounced.*5\.1\.1/)
      expect(part).toContain('jon@example.com')
      expect(part).toContain('550 5.1.1 user unknown')
      expect(part).toMatch(
        /correct the address in the accounts’ data, or in the settings \(ACCOUNT_MANAGERS\)/,
      )
    }
  })

  test.each<[Partial<BouncedDelivery>, RegExp]>([
    [{ role: 'executive' }, /correct the address in the settings \(EXECUTIVES\)/],
    [{ role: 'admin' }, /correct the address in the settings \(ADMINS\)/],
    [{ status: '5.2.2' }, /ask them about their mailbox/],
    [{ status: '5.7.1' }, /their server refuses the mail/],
    [{ kind: 'transient', status: '4.4.7' }, /gave up for now/],
    [{ action: 'delayed', kind: 'transient', status: '4.4.1' }, /still tries/],
  ])('%o has a cure of its own', (differing, cure) => {
    for (const part of parts([{ ...jon, ...differing }])) expect(part).toMatch(cure)
  })

  test('says since when the mailbox can’t be read, and nothing where all is well', () => {
    const failing = { since: '2026-11-20T07:00:00.000Z', reason: 'connection refused' }
    for (const part of parts([], failing)) {
      expect(part).toMatch(/Bounces not read/i)
      expect(part).toContain('connection refused')
      expect(part).toContain('BOUNCE_IMAP_URL')
    }
    for (const part of parts([])) expect(part).not.toMatch(/came back|bounces/i)
  })
})
