import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readImportWords } from '../src/source/options.js'
import { exportCases, exportsFolder, hasExports } from './fixture/export-cases.js'
import { openDesk } from './fixture/workspace.js'

/** What must be said besides, and what the database must hold, by the file. */
const said: Readonly<Record<string, readonly RegExp[]>> = {
  '01-salesforce-cp1252.csv': [/Windows-1252/, /left out: line 5 \("Grand Totals/],
  '03d-health-0-10.csv': [/--scale health=0-10|3 snapshots/, /--scale health=0-100|3 snapshots/],
  '03f-gainsight.csv': [/left out: line 3 \("Bexley Foods.*without a score/],
  '03j-na.csv': [/2 cells/],
  '03l-notlisted.csv': [/Z999/, /--skip-unknown|left out/],
  '03m-health-fraction.csv': [/--scale health=0-1\b/],
  '10-owner-noaddr.csv': [/line 2/, /line 3/, /--owners/, /--set-empty/],
  '10d-owner-two.csv': [/one owner/],
  '11-title-rows.csv': [/left out: line 1 /, /left out: line 2 /],
  '12-total-row.csv': [/left out: line 4 \("Total/],
  '13-dup-rows.csv': [/line 3/, /line 2/],
  '15-notice-words.csv': [/3 months.*90 days/],
}

const scores = 'select coalesce(stated_health, service) as value from snapshots order by account_id'
const stored: Readonly<Record<string, readonly [sql: string, values: readonly unknown[]]>> = {
  '02-hubspot.csv': [
    'select manager_address as value from account_versions order by account_id',
    ['maria@clearspan.example', 'ken@clearspan.example'],
  ],
  '02b-hubspot-owner-email.csv': [
    'select manager_name as value from account_versions order by account_id',
    ['Maria Lopez', 'Ken Ito'],
  ],
  '03a-health-85of100.csv': [scores, [85, 40]],
  '03c-health-percent.csv': [scores, [85, 40]],
  '03e-vitally.csv': [scores, [84, 31]],
  '03n-drivers-1to5.csv': ['select service as value from snapshots order by account_id', [50, 75]],
  '04-excel-de.csv': [
    `select annual_revenue || ' ' || currency || ' ' || notice_days || ' ' || renewal_date as value
     from account_versions`,
    ['123456700 EUR 90 2027-12-31'],
  ],
  '04c-excel-de-snap.csv': [
    "select relationship || ' ' || service as value from snapshots",
    ['82.5 70.0'],
  ],
  '05-gsheets.csv': [
    "select annual_revenue || ' ' || renewal_date as value from account_versions order by account_id",
    ['123456700 2027-12-31', '84000000 2027-01-31'],
  ],
  '10c-owner-last-first.csv': [
    'select manager_name as value from account_versions',
    ['Maria Lopez'],
  ],
  '14-wide-weeks.csv': [
    "select week || ' ' || stated_health as value from snapshots where account_id = 'A002' order by week",
    ['2026-W44 50.0', '2026-W45 48.0', '2026-W46 44.0', '2026-W47 40.0'],
  ],
  '15-notice-words.csv': [
    'select notice_days as value from account_versions order by account_id',
    [90, 90, 60],
  ],
}

describe.runIf(hasExports)('an export', () => {
  test.each(exportCases())(
    '$file $options: $outcome',
    async ({ file, kind, options, setting, outcome }) => {
      const [name = '', value = ''] = setting.split(/=(.*)/s)
      const desk = openDesk(setting === '' ? {} : { [name]: value })
      for (const one of readdirSync(exportsFolder))
        desk.write(one, readFileSync(join(exportsFolder, one)))
      if (kind === 'snapshots') await desk.mmr('import', 'accounts', 'base-accounts.csv')
      const { code, out, err } = await desk.mmr('import', kind, file, ...shellWords(options))
      const isRefused = outcome.startsWith('refused')
      expect({ code, err: isRefused ? '' : err.match(/fault/g) }).toEqual({
        code: isRefused ? 1 : 0,
        err: isRefused ? '' : null,
      })
      const [, count] = /^taken (\d+)/.exec(outcome) ?? []
      if (count !== undefined) expect(out).toMatch(new RegExp(`: ${count} (account|snapshot)s?, `))
      for (const words of said[file] ?? []) expect(out + err).toMatch(words)
      const check = isRefused ? undefined : stored[file]
      if (check !== undefined) {
        expect(desk.rows<{ value: unknown }>(check[0]).map((row) => row.value)).toEqual(check[1])
      }
      desk.close()
    },
  )
})

/** The words of a line as a shell splits them, which the options' own reader takes too. */
function shellWords(line: string): string[] {
  expect(readImportWords(line)).toMatchObject({ kind: 'words' })
  return (line.match(/(?:[^\s"]|"[^"]*")+/g) ?? []).map((word) => word.replaceAll('"', ''))
}
