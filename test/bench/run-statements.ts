import { readFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'

// A program for its peak of memory: runs the SQL of a JSON file, and keeps what it gives back.
const [file = '', statements = ''] = process.argv.slice(2)
const connection = new Sqlite(file, { readonly: true })
const texts: string[] = JSON.parse(readFileSync(statements, 'utf8'))
const results = texts.map((text) => connection.prepare(text).all())
if (results.length === 0) throw new Error('no SQL')
connection.close()
