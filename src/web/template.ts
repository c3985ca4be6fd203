import Handlebars from 'handlebars/runtime.js'
import type { FormView } from './view/form.js'
import type { ListView } from './view/list.js'
import type { DecisionView, MessageView, PageFrame } from './view/page.js'
import type { SavedView } from './view/saved.js'
import type { UnchangedView } from './view/unchanged.js'

/** What each page under templates/web/ is filled in with. */
export interface PageViews {
  readonly list: ListView
  readonly form: FormView
  readonly unchanged: UnchangedView
  readonly saved: SavedView
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
export const allowedStyles: readonly string[] = styleHashes.map((hash) => `'${hash}'`)

export const pageTemplates: Templates = {
  list: engine.template(pages.list),
  form: engine.template(pages.form),
  unchanged: engine.template(pages.unchanged),
  saved: engine.template(pages.saved),
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
