import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { editedProgram, replacing } from '../fixture/template-folder.js'

const run = promisify(execFile)

describe('npm run build', () => {
  it('says all that is wrong, each once, and leaves the last good templates', async () => {
    const folder = editedProgram({
      'templates/executive.mjml': replacing('{{#with body.ticker}}', '{{#with body.tickr}}'),
      'templates/partials/contracts.mjml': replacing('{{amount}}', '{{amout}}'),
      'templates/web/partials/status.hbs': replacing('{{word}}', '{{wort}}'),
      'templates/web/saved.hbs': replacing('{{#with next}}', '{{#with nxt}}'),
      'templates/letter.txt': replacing('{{/with}}', ''),
    })
    const before = builtFiles(folder)
    const { code, stderr } = await built(folder)
    expect(code).toBe(1)
    expect(stderr.split('\n').map((line) => line.replace(/ What there is.*/, ''))).toEqual([
      'templates/executive.mjml:9: there is no tickr in body.tickr. Did you mean ticker?',
      'templates/letter.txt:7: {{#with}} is never closed. Close it with {{/with}}.',
      'templates/partials/contracts.mjml:8: there is no amout, inside {{#each lines}} (in the mail: executive, account-manager). Did you mean amount?',
      'templates/web/partials/status.hbs:1: there is no wort, inside {{#with status}}. Did you mean word?',
      'templates/web/partials/status.hbs:1: there is no wort, inside {{#each statuses}}. Did you mean word?',
      'templates/web/saved.hbs:19: there is no nxt. Did you mean next?',
      '6 faults in templates/. Mails and pages stay as the last build left them.',
      '',
    ])
    expect(builtFiles(folder)).toEqual(before)
  })
})

async function built(folder: string): Promise<{ code: number; stderr: string }> {
  try {
    const { stderr } = await run(process.execPath, [join(folder, 'dist/build/templates.js')])
    return { code: 0, stderr }
  } catch (error) {
    const { code, stderr } = Object(error)
    return { code, stderr }
  }
}

function builtFiles(folder: string): string[] {
  const to = join(folder, 'dist/templates')
  return readdirSync(to).map((name) => `${name}\n${readFileSync(join(to, name), 'utf8')}`)
}
