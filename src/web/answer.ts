import type { FastifyHelmetOptions } from '@fastify/helmet'
import type { FastifyReply } from 'fastify'
import Handlebars from 'handlebars/runtime.js'
import type { ListView, SavedView, UnchangedView } from './account-views.js'
import type { FormView } from './form-view.js'
import type { OthersView, RecordedView } from './others-view.js'
import type { DecisionView, MessageView, PageFrame } from './page.js'
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

/** What each page under templates/web/ is filled in with. */
export interface PageViews {
  readonly list: ListView
  readonly form: FormView
  readonly unchanged: UnchangedView
  readonly saved: SavedView
  readonly others: OthersView
  readonly recorded: RecordedView
  readonly decision: DecisionView
  readonly message: MessageView
}

type Templates = {
  readonly [Page in keyof PageViews]: (view: PageFrame & PageViews[Page]) => string
}

/** Beside src/ as well as beside the compiled code, so that tests read the same templates. */
const built = new URL('../../dist/templates/web.js', import.meta.url)
const { pages, styleHashes } = await compiledPages()
const engine = Handlebars.create()

/** The style of the pages, as a content security policy names it. */
const allowedStyles: readonly string[] = styleHashes.map((hash) => `'${hash}'`)

const pageTemplates: Templates = {
  list: engine.template(pages.list),
  form: engine.template(pages.form),
  unchanged: engine.template(pages.unchanged),
  saved: engine.template(pages.saved),
  others: engine.template(pages.others),
  recorded: engine.template(pages.recorded),
  decision: engine.template(pages.decision),
  message: engine.template(pages.message),
}

interface Compiled {
  readonly pages: Readonly<Record<keyof PageViews, object>>
  readonly styleHashes: readonly string[]
}

async function compiledPages(): Promise<Compiled> {
  try {
    return await import(built.href)
  } catch (cause) {
    throw new Error('The templates are not built. Run: npm run build', { cause })
  }
}

/** Our own pages: their one style, forms to ourselves, and nothing else from anywhere. */
export const pagePolicy: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      objectSrc: ["'none'"],
      styleSrc: [...allowedStyles],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  },
  // Not no-referrer: under that, browsers post our own forms with the origin "null".
  referrerPolicy: { policy: 'same-origin' },
  xFrameOptions: { action: 'deny' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
}

/** A mail as it was sent: styles stand in its tags, images inside it. */
export const mailPolicy = [
  "default-src 'none'",
  "object-src 'none'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  // To log out.
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')
