import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What SpamAssassin makes of a message. */
export interface Verdict {
  /** Of all rules together; from 5 on a mail usually counts as spam. */
  readonly score: number
  /** What hit, with what it costs: `US_DOLLARS_3=1`. */
  readonly rules: readonly string[]
}

const isThere = spawnSync('spamassassin', ['--version']).error === undefined

/**
 * For `describe.skipIf`: true where there is no SpamAssassin, unless MMR_MAIL_SERVERS is
 * `required`. Then the tests run, and fail for want of it.
 */
export const withoutSpamAssassin = !isThere && process.env.MMR_MAIL_SERVERS !== 'required'

if (withoutSpamAssassin) {
  console.warn('No SpamAssassin: what a spam filter makes of our mails is skipped.')
}

const mark = 'verdict:'

/**
 * What the rules that come with SpamAssassin say of each message, in the order of the messages,
 * without any look into the network and without what it has learned from this machine's own mail.
 */
export function verdictsOf(messages: readonly Buffer[]): Verdict[] {
  if (!isThere) throw new Error('MMR_MAIL_SERVERS=required: there is no spamassassin')
  const directory = mkdtempSync(join(tmpdir(), 'mmr-spam-'))
  try {
    const at = (name: string) => join(directory, name)
    writeFileSync(at('preferences'), '')
    const files = messages.map((bytes, index) => {
      const file = at(`${index}.eml`)
      writeFileSync(file, bytes)
      return file
    })
    const settings = [
      'use_bayes 0',
      'report_safe 0',
      'clear_report_template',
      `report ${mark} _TESTSSCORES(,)_`,
    ]
    const { stdout, stderr, status } = spawnSync(
      'spamassassin',
      ['--local', '--test-mode', '-p', at('preferences')].concat(
        settings.map((line) => `--cf=${line}`),
        files,
      ),
      { env: { ...process.env, HOME: directory, LC_ALL: 'C' }, maxBuffer: 1e9 },
    )
    const told = `${stdout}`.split('\n').filter((line) => line.startsWith(mark))
    if (status !== 0 || told.length !== messages.length) {
      const of = `${told.length} verdicts of ${messages.length} messages`
      throw new Error(`spamassassin ended with ${status} and ${of}: ${stderr}`)
    }
    return told.map(verdictIn)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function verdictIn(line: string): Verdict {
  const rules = line.slice(mark.length).trim().split(',').filter(Boolean)
  const scores = rules.map((rule) => Number(rule.slice(rule.indexOf('=') + 1)))
  return { score: scores.reduce((sum, score) => sum + score, 0), rules }
}
