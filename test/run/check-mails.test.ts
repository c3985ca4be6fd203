import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { filledDesk, people } from '../fixture/contracts.js'
import { type Edits, editedProgram } from '../fixture/template-folder.js'
import type { Desk } from '../fixture/workspace.js'

const run = promisify(execFile)

let desk: Desk
afterEach(() => desk.close())

describe('mmr check makes one of each kind of mail', () => {
  it('and is content where all can be made; nothing is written', async () => {
    desk = await filledDesk()
    const before = desk.files('.')
    expect(await checked({})).not.toMatch(/mail can be made|fault of ours|templates/)
    expect(desk.files('.')).toEqual(before)
    expect(desk.rows('select * from editions')).toEqual([])
  })

  it('and says which can’t, why, and where that was written', async () => {
    desk = await filledDesk()
    const asking = (name: string, other: string) => (ours: string) =>
      ours.replaceAll(`"${name}"`, `"${other}"`)
    const out = await checked({
      'dist/templates/executive.js': asking('standing', 'position'),
      'dist/templates/account-manager.js': asking('standing', 'position'),
      'dist/templates/admin.js': asking('cutOff', 'until'),
      'dist/templates/prompt.js': (ours) => {
        const [html = '', text = ''] = ours.split('export const text')
        return `${html}export const text${text.replaceAll('"cutOff"', '"until"')}`
      },
      'dist/templates/notice.js': asking('why', 'reason'),
      'dist/templates/letter.js': asking('topic', 'title'),
    })
    const rebuild = 'Correct it there and run npm run build, which tells all that is wrong.'
    expect(out.split('\n').filter((line) => line.includes('No mail can be made'))).toEqual([
      `fault: No mail can be made of this kind: the executives’ report, the report on a region and the account managers’ report. templates/partials/ticker.mjml:18: there is no “position” to fill in. ${rebuild}`,
      `fault: No mail can be made of this kind: the admins’ report. templates/partials/footer.mjml:5: there is no “until” to fill in. ${rebuild}`,
      `fault: No mail can be made of this kind: the prompt. templates/layout.txt:18: there is no “until” to fill in. ${rebuild}`,
      `fault: No mail can be made of this kind: the notice of a report that is held and the notice of a report that was skipped. templates/partials/footer.mjml:4: there is no “reason” to fill in. ${rebuild}`,
      `fault: No mail can be made of this kind: the letter about a change. templates/letter.mjml:14: there is no “title” to fill in. ${rebuild}`,
    ])
  })

  it('and names the template where it does not know the line', async () => {
    desk = await filledDesk()
    const out = await checked({
      'dist/templates/notice.js': (ours) => ours.replaceAll('"why"', '"reason"'),
      'dist/templates/places.json': null,
    })
    expect(out).toMatch(/held and the notice .* templates\/notice\.mjml: there is no “reason”/)
  })

  it('and says how to build them where that was not done', async () => {
    desk = await filledDesk()
    const out = await checked({ 'dist/templates/letter.js': null })
    expect(out).toMatch(/^fault: The templates are not built\. Run: npm run build$/m)
  })
})

/** What the built program says, in the folder of the desk. */
async function checked(edits: Edits): Promise<string> {
  const program = join(editedProgram(edits), 'dist/main.js')
  const { PATH } = process.env
  const options = { cwd: desk.directory, env: { PATH, ...people } }
  const said = await run(process.execPath, [program, 'check'], options).catch(Object)
  return said.stdout
}
