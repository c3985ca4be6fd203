import { importFile } from './import-file.js'

// A program for its peak of memory: imports snapshots into the database that it is given.
const [database = '', csv = ''] = process.argv.slice(2)
await importFile(database, csv)
