import { describe, expect, test } from 'vitest'
import { bounceInWords, type ReplyKind, replyWords } from '../../src/report/bounce.js'
import {
  adminDigest,
  type BouncedDelivery,
  type RepliedDelivery,
} from '../../src/report/digest/admin.js'
import { illustrated } from '../../src/run/drafts.js'
import { ledger } from '../fixture/digest.js'
import { eventful, factsFrom } from '../fixture/portfolio.js'

const facts = factsFrom(eventful)

const returned = {
  week: '2026-W46',
  role: 'account-manager',
  name: 'Jon Abel',
  address: 'jon@example.com',
  receivedAt: '2026-11-16T07:00:09.000Z',
} as const

const reported = {
  action: 'failed',
  kind: 'permanent',
  status: '5.1.1',
  diagnostic: '550 5.1.1 user unknown',
} as const

const jon: BouncedDelivery = { ...returned, ...reported }

function parts(bounced: readonly BouncedDelivery[], bounceMailbox = ledger.bounceMailbox) {
  return partsOf({ ...ledger, bounced, bounceMailbox })
}

function partsOf(report: typeof ledger) {
  const digest = adminDigest(facts, null, report)
  const { html, text } = illustrated(digest, {}).message
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

  test.each<[object, RegExp]>([
    [{ role: 'executive' }, /correct the address in the settings \(EXECUTIVES\)/],
    [{ role: 'admin' }, /correct the address in the settings \(ADMINS\)/],
    [{ status: '5.2.2' }, /ask them about their mailbox/],
    [{ status: '5.7.1' }, /their server refuses the mail/],
    [{ kind: 'transient', status: '4.4.7' }, /gave up for now/],
    [{ action: 'delayed', kind: 'transient', status: '4.4.1' }, /still tries/],
  ])('%o has a cure of its own', (differing, cure) => {
    for (const part of parts([{ ...jon, ...differing }])) expect(part).toMatch(cure)
  })

  test('shows one in words by its first lines, and what to do', () => {
    const words = bounceInWords('failure notice: <jon@example.com>: nobody of that name')
    for (const part of parts([{ ...returned, ...words }, jon])) {
      expect(part).toContain('2 messages came back')
      expect(part).toMatch(/Jon Abel.*In words/)
      expect(part).toMatch(
        /Came back, in a form that can’t be read: failure notice: <?(&lt;)?jon@example\.com.*nobody of that name/,
      )
      expect(part).toMatch(/read why; if the address is wrong, correct it in the accounts’ data/)
    }
    for (const part of parts([{ ...returned, ...bounceInWords('') }])) {
      expect(part).toMatch(/Came back, in a form that can’t be read\./)
    }
  })

  test.each<[ReplyKind, RegExp]>([
    ['automatic', /Automatic.*nothing to do, unless they have left/],
    ['person', /A person.*answer them/],
    ['complaint', /Complaint.*ask them whether they want these mails/],
    ['receipt', /Receipt.*nothing to do/],
    ['success', /No failure.*nothing to do/],
    ['too-large', /Too large.*look into the mailbox/],
    ['unreadable', /Unreadable.*look into the mailbox/],
  ])('tells a reply as what it is, and never that it came back: %s', (kind, told) => {
    const reply: RepliedDelivery = { ...returned, kind, words: 'Away: back on Monday' }
    for (const part of partsOf({ ...ledger, replied: [reply] })) {
      expect(part).toMatch(/Replies/i)
      expect(part).toContain('1 message replied to, at an address that nobody reads')
      expect(part).toContain('1 message was replied to')
      expect(part).toContain('Away: back on Monday')
      expect(part).toMatch(told)
      expect(part).not.toMatch(/1 message came back/)
    }
    expect(replyWords[kind]).not.toBe('')
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
