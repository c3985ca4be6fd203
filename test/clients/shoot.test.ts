import { it } from 'vitest'
import { openBrowser } from '../fixture/browser.js'
import { messages } from '../fixture/weeks.js'
import { outlook, whole, withoutPictures, withoutStyle } from './client.js'

const clients = { outlook, whole, withoutPictures, withoutStyle }
it('shoots', async () => {
  const [names, client, width, scheme] = (process.env.SHOOT ?? '').split('|')
  const browser = await openBrowser()
  const page = await browser.newPage({
    viewport: { width: Number(width), height: 900 },
    colorScheme: scheme as 'dark',
  })
  for (const [name, { html }] of messages()) {
    if (!(names ?? '').split(',').includes(name)) continue
    await page.setContent(clients[client as 'whole'](html))
    await page.screenshot({
      path: `pictures/look/${name}-${client}-${width}-${scheme}.png`,
      fullPage: false,
      clip: { x: 0, y: 0, width: Number(width), height: Number(process.env.TALL ?? 2000) },
    })
  }
  await browser.close()
})
