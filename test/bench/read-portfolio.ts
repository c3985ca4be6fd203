import { readPortfolio } from '../../src/run/facts.js'
import { lastWeek } from './generated-database.js'
import { openWorkspace, readingPoint } from './workspace.js'

// A program for its peak of memory: works out the facts of the database that it is given.
const [file = ''] = process.argv.slice(2)
const work = await openWorkspace(file)
await readPortfolio(work, readingPoint(lastWeek))
await work.db.destroy()
