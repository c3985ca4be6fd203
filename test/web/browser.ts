import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { webApp } from '../../src/web/app.js'
import type { Web } from '../../src/web/web.js'
import { addAccount, addSnapshot, friday } from '../fixture/answering.js'
import { freePort } from '../fixture/free-port.js'
import { scratchDatabase } from '../store/scratch.js'
import { type Site, webOf } from './site.js'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where a browser is, if there is one. With MMR_BROWSER=required it must be there. */
export const browserPath = places.find((path) => existsSync(path)) ?? null
export const isRequired = process.env.MMR_BROWSER === 'required'

export function launch(): Promise<Browser> {
  if (browserPath === null) throw new Error('there is no Chromium here')
  return chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] })
}

/** A page of a fresh profile, closed when the running test ends. */
export async function pageIn(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext(options)
  onTestFinished(() => context.close())
  return await context.newPage()
}

/** The site on a port of this machine, over plain http as on anybody's own computer. */
export async function listeningSite(): Promise<Site & { readonly url: string }> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const db = await scratchDatabase()
  await addAccount(db, 'A-1', { name: 'Meridian Hospital' })
  await addAccount(db, 'A-2', { name: 'Quill & Sons' })
  await addAccount(db, 'A-3', { name: 'Saint Brigid University' })
  await addSnapshot(db, 'A-1', {
    relationship: 61,
    pulse: 'green',
    note: 'Quarterly review went well.',
    action: 'Bring the winter roster',
    action_owner: 'Ada Park',
    action_due_on: '2026-11-27',
    decision_maker: 'Ruth Amadi',
    decision_maker_changed_on: '2026-11-10',
  })
  await addSnapshot(db, 'A-3', { week: '2026-W43', relationship: 25, service: 25 })
  const logged: string[] = []
  const made = { db, logged, refused: [], clock: friday }
  const web: Web = webOf(made, { origin: url, limits: { perAddress: 1e9, perLink: 1e9 } })
  const app = await webApp(web)
  onTestFinished(() => app.close())
  await app.listen({ host: '127.0.0.1', port })
  return Object.assign(made, { app, web, url })
}
