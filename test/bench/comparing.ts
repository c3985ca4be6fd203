import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import Sqlite from 'better-sqlite3'
import { type CompiledQuery, Kysely } from 'kysely'
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
  const versions = join(directory, 'versions.sqlite')
  await generateDatabase(versions, { accounts: 10_000, managers: 500, weeks: 260, versions: 20 })
  return [
    await sqlAlone(file, statements),
    await wholeComparison(file),
    ...(await memory(file, statements)),
    ...(await withVersions(file, versions)),
  ]
}

/** A version a quarter for five years, against one for each account. */
async function withVersions(plain: string, versions: string): Promise<Finding[]> {
  const [ours, theirs] = [await openWorkspace(versions), await openWorkspace(plain)]
  const at = readingPoint(lastWeek)
  const time = await compare(rounds, {
    ours: () => readPortfolio(ours, at),
    theirs: () => readPortfolio(theirs, at),
  })
  await ours.db.destroy()
  await theirs.db.destroy()
  const program = fileURLToPath(new URL('read-portfolio.js', import.meta.url))
  const peak = (file: string) => peakMemory({ directory: '.', arguments: [program, file] })
  const [more, less] = [await peak(versions), await peak(plain)]
  const goal = { words: '≤ 1.15 ×', isMet: more / less <= 1.15 }
  return [
    compared('20 versions of each account', '1 version', { ...time, atLeast: null }),
    alone(
      `memory with 20 versions, ${(more / less).toFixed(2)} × of that with 1`,
      inMemory(more),
      goal,
    ),
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
  return sql.replaceAll(/ order by [\w., ]+\)/g, ')')
}

/** The SQL that reads the portfolio, its values in place. */
async function statementsOf(file: string): Promise<string[]> {
  const statements: string[] = []
  const db: Database = new Kysely({
    dialect: dialectOf(new Sqlite(file)),
    log: ({ query }) => void statements.push(withValues(query)),
  })
  const work = await openWorkspace(file)
  await readPortfolio({ ...work, db }, readingPoint(lastWeek))
  await db.destroy()
  await work.db.destroy()
  return statements.filter((sql) => /^\s*(select|with)\b/i.test(sql))
}

/** SQLite's own trace would cut long values short. */
function withValues({ sql, parameters }: CompiledQuery): string {
  const values = [...parameters]
  return sql.replaceAll('?', () => {
    const value = values.shift()
    return typeof value === 'number' ? `${value}` : `'${String(value).replaceAll("'", "''")}'`
  })
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
