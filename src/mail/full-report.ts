import Handlebars from 'handlebars/runtime.js'
import type { AccountManagerDigest } from '../report/digest/account-manager.js'
import type { AccountOrder } from '../report/digest/account-order.js'
import type { ExecutiveDigest } from '../report/digest/digest.js'
import { RenderFault } from './render.js'
import { type FullReport, fullReport, type ReportLinks } from './view/full-report.js'

export type { ReportLinks }

/** Whose digest has a full report: those whose mail tells of accounts. */
export type AccountsDigest = ExecutiveDigest | AccountManagerDigest

/** How a full report is shown. */
export interface ReportOptions {
  /** Null for the digest's own order. */
  readonly order: AccountOrder | null
  /** Null for a file that leads nowhere. */
  readonly links: ReportLinks | null
}

/**
 * All of a digest as one web page, without a script and with nothing from elsewhere. The same digest
 * and options give the same page. Throws a RenderFault where its template can't be filled in.
 */
export async function renderFullReport(
  digest: AccountsDigest,
  options: ReportOptions,
): Promise<string> {
  template ??= load()
  const fill = await template
  try {
    return fill(fullReport(digest, options))
  } catch (cause) {
    throw new RenderFault('web/report.hbs', cause)
  }
}

let template: Promise<(view: FullReport) => string> | null = null

/** Loaded when it is asked for first: who sends mail doesn't need it. */
async function load(): Promise<(view: FullReport) => string> {
  try {
    const { pages } = await import(new URL('../../dist/templates/web.js', import.meta.url).href)
    return Handlebars.create().template(pages.report)
  } catch (cause) {
    template = null
    throw new Error('The templates are not built. Run: npm run build', { cause })
  }
}
