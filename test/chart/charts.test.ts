import { describe, expect, it } from 'vitest'
import { chartsFor, type PaintedChart } from '../../src/chart/charts.js'
import { imageCache } from '../../src/chart/raster.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { type DigestBody, executiveDigest } from '../../src/report/digest/digest.js'
import { account, aged, facts, history } from '../fixture/history.js'
import { figures } from './figures.js'
import { raster } from './painted.js'

const ada = { name: 'Ada Park', address: 'ada@example.com' }
const edition = facts([
  history({
    account: account({ accountId: 'A-1', revenue: 500_00 }),
    snapshots: [aged(0, 48), aged(1, 62), aged(3, 64)],
  }),
  history({
    account: account({
      accountId: 'A-2',
      revenue: 900_00,
      region: 'East',
      accountManager: { name: 'Ben Ito', address: 'ben@example.com' },
    }),
    snapshots: [aged(0, 80), aged(1, 80)],
  }),
  history({ account: account({ accountId: 'A-3' }), snapshots: [aged(0)] }),
])

function charts(digest: DigestBody = executiveDigest(edition, null, null)) {
  return chartsFor(digest, imageCache(raster, 'example.com').page(), figures)
}

describe("a digest's charts", () => {
  it('have a Content-ID, a size and the facts in words', () => {
    const cid = expect.stringMatching(/^mmr-[0-9a-f]{16}@example\.com$/)
    expect(charts().sparkline('A-1')).toEqual<PaintedChart>({
      cid,
      width: 120,
      height: 36,
      alt: '64.0 to 48.0 in 4 weeks, lowest now, 1 week missing',
    })
    expect(charts().statusBands()).toEqual<PaintedChart>({
      cid,
      width: 560,
      height: 160,
      alt: expect.stringMatching(/^Revenue by status in 4 weeks: red \$0 to \$500, most now;/),
    })
    expect(charts().waterfall()).toEqual<PaintedChart>({
      cid,
      width: 560,
      height: 160,
      alt: 'Revenue at risk from $0 to $500: $500 moved into red',
    })
  })

  it('are none where there is nothing to show', () => {
    expect(charts().sparkline('A-3')).toBeNull()
    expect(charts().sparkline('nobody')).toBeNull()
    const calm = charts(executiveDigest(edition, null, 'East'))
    expect(calm.waterfall()).toBeNull()
    expect(charts(executiveDigest(facts([]), null, null)).statusBands()).toBeNull()
  })

  it('are the same pictures for everybody who is told the same', () => {
    const own = charts(accountManagerDigest(edition, ada))
    expect(own.sparkline('A-1')).toEqual(charts().sparkline('A-1'))
    expect(own.waterfall()).toEqual(charts().waterfall())
    expect(own.statusBands()?.cid).not.toBe(charts().statusBands()?.cid)
    expect(own.sparkline('A-2')).toBeNull()
  })
})
