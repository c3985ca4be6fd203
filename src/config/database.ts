import * as z from 'zod'
import { isOneLine } from './line.js'
import { complain, setting } from './setting.js'

export const databaseSettings = {
  DATABASE_URL: setting({
    standard: './mmr.sqlite',
    expected: 'the path of a SQLite file',
    cure: 'Write a path, such as ./mmr.sqlite or /var/lib/mmr/mmr.sqlite.',
    asWritten: true,
    read: z.string().transform(readPath),
  }),
}

const memory = {
  expected: 'the path of a file',
  cure: 'A database in memory forgets what was submitted. Write a path, such as ./mmr.sqlite.',
}

const query = {
  expected: 'a path without options',
  cure: 'Leave out the question mark and what follows it.',
}

/**
 * The path in `path`, `sqlite:path`, `sqlite://path`, `file:path` or `file://path`. Other schemes
 * may carry a password, so no more than the scheme is quoted.
 */
function readPath(text: string, context: z.RefinementCtx): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase()
  const isOurs = scheme === 'sqlite' || scheme === 'file'
  const path = isOurs ? text.slice(scheme.length + 1).replace(/^\/\//, '') : text

  if (scheme !== undefined && !isOurs) complain(context, unsupported(scheme))
  else if (path === ':memory:') complain(context, { ...memory, given: text })
  else if (isOurs && path.includes('?')) complain(context, { ...query, given: text })
  else if (path === '' || !isOneLine(path)) context.addIssue({ code: 'custom' })
  return path
}

function unsupported(scheme: string) {
  const isPostgres = scheme === 'postgres' || scheme === 'postgresql'
  return {
    expected: 'the path of a SQLite file',
    given: `${scheme}:(hidden, because it may hold a password)`,
    cure: isPostgres
      ? 'PostgreSQL is not supported yet. Write a path, such as ./mmr.sqlite.'
      : 'Only SQLite files are supported. Write a path, such as ./mmr.sqlite.',
  }
}
