import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { Kysely } from 'kysely'
import { readPortfolio } from '../../src/run/facts.js'
import { dialectOf } from '../../src/store/connection.js'
import type { Database } from '../../src/store/database.js'
import { compare, measure } from './alternation.js'
import { alone, compared, type Finding, inMemory, inTime } from './finding.js'
import { generateDatabase, lastWeek } from './generated-database.js'
import { peakMemory } from './node-program.js'
import { runShell, shell } from './sqlite-shell.js'
import { openWorkspace, readingPoint } from './workspace.js'

const rounds = 5

/** The comparison of 10,000 accounts over 260 weeks, against the same SQL in the sqlite3 shell. */
export async function comparing(directory: string): Promise<Finding[]> {
  const file = join(directory, 'comparing.sqlite')
  await generateDatabase(file, { accounts: 10_000, managers: 500, weeks: 260 })
  const statements = await statementsOf(file)
  return [
    await sqlAlone(file, statements),
    await wholeComparison(file),
    ...(await memory(file, statements)),
  ]
}

async function sqlAlone(file: string, statements: readonly string[]): Promise<Finding> {
  const connection = new Sqlite(file)
  const ours = () => statements.map((sql) => connection.prepare(sql).all().length)
  try {
    if (shell === null) {
      const time = await measure(rounds, ours)
      return alone('SQL of the comparison; no sqlite3 here', inTime(time), aSecond(time))
    }
    const { version, canOrder } = shell
    const script = statements.map((sql) => `${canOrder ? sql : unordered(sql)};\n`).join('')
    const result = await compare(rounds, { ours, theirs: () => runShell(file, script) })
    const against = `sqlite3 ${version}${canOrder ? '' : ', too old to order in JSON'}`
    const finding = compared('SQL of the comparison', against, { ...result, atLeast: null })
    return { ...finding, goal: aSecond(result.ours) }
  } finally {
    connection.close()
  }
}

/** Without the order inside of an aggregate. */
function unordered(sql: string): string {
  return sql.replaceAll(/ order by [\w.]+\)/g, ')')
}

/** The SQL that reads the portfolio, its values in place. */
async function statementsOf(file: string): Promise<string[]> {
  const statements: string[] = []
  const verbose = (sql: unknown) => void statements.push(String(sql))
  const db: Database = new Kysely({ dialect: dialectOf(new Sqlite(file, { verbose })) })
  const work = await openWorkspace(file)
  await readPortfolio({ ...work, db }, readingPoint(lastWeek))
  await db.destroy()
  await work.db.destroy()
  return statements.filter((sql) => /^\s*(select|with)\b/i.test(sql))
}

async function wholeComparison(file: string): Promise<Finding> {
  const work = await openWorkspace(file)
  const time = await measure(rounds, () => readPortfolio(work, readingPoint(lastWeek)))
  await work.db.destroy()
  return alone('the comparison, and all facts from it', inTime(time))
}

async function memory(file: string, statements: readonly string[]): Promise<Finding[]> {
  const listed = `${file}.json`
  await writeFile(listed, JSON.stringify(statements))
  const program = (name: string) => fileURLToPath(new URL(`${name}.js`, import.meta.url))
  const peak = (...words: string[]) => peakMemory({ directory: '.', arguments: words })
  const bare = await peak('--eval', '0')
  const sql = await peak(program('run-statements'), file, listed)
  const facts = await peak(program('read-portfolio'), file)
  const goal = { words: '≤ 100 MB', isMet: sql - bare <= 100e6 }
  return [
    alone('memory of its SQL, beyond bare Node', inMemory(sql - bare), goal),
    alone('memory of the program with all facts', inMemory(facts)),
  ]
}

function aSecond(milliseconds: number) {
  return { words: '≤ 1 s', isMet: milliseconds <= 1000 }
}
