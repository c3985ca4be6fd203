import type { FastifyReply } from 'fastify'
import { type PageViews, pageTemplates } from './template.js'
import type { MessageView, PageFrame } from './view/page.js'
import type { Web } from './web.js'

/** Answers with a page under templates/web/. */
export function showPage<Page extends keyof PageViews>(
  reply: FastifyReply,
  page: Page,
  view: PageFrame & PageViews[Page],
): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(pageTemplates[page](view))
}

/** What stands around a page; `period` is the week that is reported on. */
export function pageHead(
  web: Web,
  title: string,
  { period = '', foot = '', logOut = null }: Partial<Omit<PageFrame, 'title' | 'company'>> = {},
): PageFrame {
  const company = web.companyName
  return { title: `${title} · Monday Morning Report`, company, period, foot, logOut }
}

/** Says something, and no more. */
export function showMessage(
  web: Web,
  reply: FastifyReply,
  message: Pick<MessageView, 'heading' | 'paragraphs'> &
    Partial<MessageView & Pick<PageFrame, 'logOut'>>,
): FastifyReply {
  const view = { ...pageHead(web, message.heading), links: [], asksForLink: false, ...message }
  return showPage(reply, 'message', view)
}

/**
 * The one page for every link that doesn't hold: bad, expired, revoked, another's. It says the same
 * whatever the reason, so that nobody learns from it which links there are. `typed` is what somebody
 * wanted to say, so that it isn't lost.
 */
export function refuse(web: Web, reply: FastifyReply, typed: readonly string[] = []): FastifyReply {
  reply.code(403).header('referrer-policy', 'no-referrer')
  return showMessage(web, reply, {
    heading: 'This link doesn’t work any more',
    paragraphs: [
      'Links are valid for eight days, and are ended when they have gone astray. Nothing was changed.',
      'Open the link in your latest Monday Morning Report. If you are an account manager and that doesn’t work either, ask for a new one: it is mailed only to the address in the report’s settings.',
      ...typed,
    ],
    asksForLink: true,
  })
}
