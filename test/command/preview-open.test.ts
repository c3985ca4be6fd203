import { readFileSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/command/program.js'
import { filledDesk } from '../fixture/contracts.js'
import { recordingTerminal } from '../fixture/terminal.js'
import { type Desk, mondayMorning } from '../fixture/workspace.js'

let desk: Desk
beforeAll(async () => {
  desk = await filledDesk()
})
afterAll(() => desk.close())

/** What `mmr preview --open` comes to where `open` shows files. */
async function opening(open: (file: string) => Promise<unknown>, ...words: string[]) {
  const { env, directory } = desk
  const terminal = recordingTerminal(directory, { now: mondayMorning + 60_000, env })
  const code = await run(['preview', '--open', ...words], { ...terminal, open })
  return { code, ...terminal.said() }
}

/** Keeps the pages that it is shown, and takes their folders away. */
function shelf() {
  const pages: string[] = []
  const open = async (file: string) => {
    pages.push(readFileSync(file, 'utf8'))
    rmSync(dirname(file), { recursive: true })
  }
  return { pages, open }
}

describe('preview --open', () => {
  test.each<[string, string[], RegExp]>([
    ["the executives' digest", [], /Sent to executives\./],
    ['of one recipient', ['--recipient', 'wes@example.com'], /Sent to executives for West\./],
    ['of one role', ['--role', 'admin'], /Sent to admins\./],
  ])('shows %s as a page of its own', async (_what, words, why) => {
    const { pages, open } = shelf()
    const { code, out, err } = await opening(open, ...words)
    expect({ code, out }).toEqual({ code: 0, out: '' })
    expect(err).toMatch(/^\S+\.html\n$/)
    expect(pages).toEqual([expect.stringMatching(why)])
    expect(pages[0]).not.toContain('cid:')
  })

  test('of several digests asks for one of them', async () => {
    const { pages, open } = shelf()
    const { code, err } = await opening(open, '--role', 'account-manager')
    expect({ code, pages }).toEqual({ code: 2, pages: [] })
    expect(err).toMatch(/there are 2\. Name one with --recipient/)
  })

  test('where no browser starts still says where the page is', async () => {
    const broken = (file: string) => {
      rmSync(dirname(file), { recursive: true })
      return Promise.reject(new Error('spawn xdg-open ENOENT'))
    }
    const { code, err } = await opening(broken)
    expect(code).toBe(1)
    expect(err).toMatch(/^\S+\.html\nNo browser could be started here\. Open the file above/)
  })
})
