import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openBrowser, withoutBrowser } from '../fixture/browser.js'
import { freePort, takenPort } from '../fixture/free-port.js'
import { type Process, startProcess } from '../fixture/process.js'
import { type Desk, mondayMorning, openDesk } from '../fixture/workspace.js'
import { pageIn } from '../web/browser.js'

const priya = 'demo/outbox/2026-W46/account-manager.priya.raman@larkfield.example.html'

/** The demo in a process of its own, until it has said all; its clock is behind the desk's. */
async function serving(desk: Desk, words = ['demo', '--serve']): Promise<Process> {
  const running = startProcess(desk, words, mondayMorning)
  await running.logs(words.includes('--serve') ? 'The links work again with:' : 'Listening on')
  return running
}

async function openServed(env: Record<string, string> = {}) {
  const port = await freePort()
  const desk = openDesk({ WEB_PORT: `${port}`, ...env })
  onTestFinished(() => desk.close())
  return { desk, port, running: await serving(desk) }
}

/** The addresses that it says to open, by whose they are. */
function pagesIn({ log }: Process): Map<string, string> {
  return new Map(
    log.flatMap(({ msg }) => {
      const [, name, url] = /^ {2}(\S+ \S+) +(http:\S+)$/.exec(msg) ?? []
      return name === undefined || url === undefined ? [] : [[name, url]]
    }),
  )
}

/** The page behind an address, by a browser that keeps cookies on the way. */
async function opened(url: string): Promise<{ status: number; text: string }> {
  const first = await fetch(url, { redirect: 'manual' })
  const cookie = first.headers.getSetCookie().map((one) => one.split(';')[0])
  const next = new URL(first.headers.get('location') ?? '', url)
  const page = await fetch(next, { headers: { cookie: cookie.join('; ') } })
  return { status: page.status, text: await page.text() }
}

describe('mmr demo --serve', () => {
  test('names a page for each account manager, at the port of WEB_PORT, and each opens', async () => {
    const { port, running } = await openServed()
    const pages = pagesIn(running)
    expect([...pages.keys()]).toEqual([
      'Priya Raman',
      'Owen Castellano',
      'Ines Kröger',
      'Marcus Tebele',
    ])
    for (const url of pages.values()) {
      expect(new URL(url).origin).toBe(`http://127.0.0.1:${port}`)
      const page = await opened(url)
      expect(page.status).toBe(200)
      expect(page.text).toContain('Larkfield Facility Services')
    }
  })

  test('is the demo in all else, and ends with 0 when it is interrupted', async () => {
    const { desk, running } = await openServed()
    const plain = openDesk()
    onTestFinished(() => plain.close())
    const { out } = await plain.mmr('demo')
    const said = running.log.map(({ msg }) => msg)
    const untilNext = out.slice(0, out.indexOf('To answer as')).trimEnd().split('\n')
    expect(said.slice(0, untilNext.length)).toEqual(untilNext)
    running.signal('SIGINT')
    expect(await running.end).toBe(0)
    expect(running.err()).toBe('')
    expect(desk.files('.').filter((file) => !file.startsWith('demo/'))).toEqual([])
  })

  test('takes another port where that one is taken', async () => {
    const taken = await takenPort()
    onTestFinished(() => void taken.server.close())
    const { running } = await openServed({ WEB_PORT: `${taken.port}` })
    const [url = ''] = pagesIn(running).values()
    expect(new URL(url).port).not.toBe(`${taken.port}`)
    expect((await opened(url)).status).toBe(200)
  })

  test('ends, and its links work again by what it says', async () => {
    const { desk, running } = await openServed()
    const url = pagesIn(running).get('Priya Raman') ?? ''
    running.signal('SIGINT')
    await running.end
    await expect(fetch(url)).rejects.toThrow()
    await serving(desk, ['serve', '--env-file', 'demo/settings.env'])
    expect((await opened(url)).status).toBe(200)
  })

  test('leaves a plain demo without links, and without what was served before', async () => {
    const { desk, running } = await openServed()
    expect(desk.read(priya)).toContain('http://127.0.0.1')
    running.signal('SIGINT')
    await running.end
    const { code, out } = await desk.mmr('demo')
    expect(code).toBe(0)
    expect(out).toMatch(/in your browser on this machine: npx mmr demo --serve\n$/)
    expect(desk.read(priya)).not.toContain('http://127.0.0.1')
    expect(desk.read('demo/settings.env')).not.toContain('WEB_URL')
  })
})

describe.skipIf(withoutBrowser)('from a mail of the demo', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await openBrowser()
  })
  afterAll(() => browser.close())

  test('an answer is saved, and the preview that it names shows it', async () => {
    const { desk, running } = await openServed()
    const page = await pageIn(browser)
    await page.goto(pathToFileURL(join(desk.directory, priya)).href)
    await page
      .getByRole('link', { name: /^Update Quillmark/ })
      .first()
      .click()
    expect(new URL(page.url()).pathname).toMatch(/^\/accounts\/LF-\d+$/)
    await page.getByRole('radio', { name: /^25 They avoid us/ }).check()
    await page.getByLabel('In your words').fill('They asked three others for a price.')
    await page.getByRole('button', { name: 'Save' }).click()
    expect(new URL(page.url()).pathname).toMatch(/saved$/)

    const named = running.log.find(({ msg }) => / mmr preview .*--open /.test(msg))?.msg ?? ''
    const words = named
      .trim()
      .split(' ')
      .slice(2)
      .filter((word) => word !== '--open')
    desk.wait(3_600_000)
    const { code, out } = await desk.mmr(...words, '--full')
    expect(code).toBe(0)
    expect(out).toContain('They asked three others for a price.')
  })
})
