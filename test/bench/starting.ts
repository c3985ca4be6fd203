import { join, resolve } from 'node:path'
import { compare, measure } from './alternation.js'
import { alone, compared, type Finding, inMemory, inTime } from './finding.js'
import { peakMemory, runProgram } from './node-program.js'

const rounds = 10

/** Start and memory of the command line, and what they would be with the MJML compiler loaded. */
export async function starting(directory: string): Promise<Finding[]> {
  const main = resolve('dist/main.js')
  await runProgram({ directory, arguments: [main, 'demo'] })
  const settings = ['--env-file', join('demo', 'settings.env')]
  const preview = [main, 'preview', '--role', 'executive', '--json', ...settings]
  return [
    ...(await startOf('mmr --version', directory, [main, '--version'])),
    ...(await startOf('mmr preview --role executive --json', directory, preview)),
  ]
}

async function startOf(
  what: string,
  directory: string,
  words: readonly string[],
): Promise<Finding[]> {
  const lean = { directory, arguments: words }
  const heavy = { directory, arguments: ['--import', import.meta.resolve('mjml'), ...words] }
  const bare = { directory, arguments: ['--eval', ''] }
  const result = await compare(rounds, {
    ours: () => runProgram(lean),
    theirs: () => runProgram(heavy),
  })
  const node = await measure(rounds, () => runProgram(bare))
  const against = 'with MJML loaded'
  const peaks = { ours: await peakMemory(lean), theirs: await peakMemory(heavy) }
  return [
    compared(`${what} (bare node: ${inTime(node)})`, against, { ...result, atLeast: null }),
    {
      ...alone('its peak memory', inMemory(peaks.ours)),
      against,
      theirs: inMemory(peaks.theirs),
    },
  ]
}
