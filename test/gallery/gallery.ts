import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderFullReport } from '../../src/mail/full-report.js'
import { messages, sightsOf, weekNames } from '../fixture/weeks.js'
import { type Exhibit, mailExhibit, pageExhibit } from './exhibit.js'
import { wall } from './wall.js'

/**
 * Hangs every role's message of every week in `folder`, and the full reports that they lead to; gives
 * back the page to begin with.
 */
export async function hang(folder: string): Promise<string> {
  const mails = await Promise.all(messages().map(([name, mail]) => mailExhibit(name, mail)))
  const exhibits = [...mails, ...(await fullReports())]
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const at = (file: string) => join(folder, file)
  for (const { name, looks, mail } of exhibits) {
    for (const [look, html] of Object.entries(looks)) {
      writeFileSync(at(`${name}.${look}.html`), html)
    }
    if (mail === null) continue
    writeFileSync(at(`${name}.txt`), mail.text)
    writeFileSync(at(`${name}.eml`), mail.eml)
  }
  writeFileSync(at('index.html'), wall(exhibits))
  return at('index.html')
}

async function fullReports(): Promise<Exhibit[]> {
  const reports = weekNames.flatMap((week) => {
    const { executive, 'account-manager': manager } = sightsOf(week)
    return [executive, manager].map(({ digest }) => ({ week, digest }))
  })
  const exhibits = reports.map(async ({ week, digest }) => {
    if (digest.role === 'admin') return []
    const html = await renderFullReport(digest, { order: null, links: null })
    return [pageExhibit(`full-report-${digest.role}-${week}`, 'The full report', html)]
  })
  return (await Promise.all(exhibits)).flat()
}
