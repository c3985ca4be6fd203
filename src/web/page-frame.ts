import { pageHead } from './answer.js'
import type { ReportRequest } from './at-sheet.js'
import { logOutOf } from './log-out.js'
import type { PageFrame } from './view/page.js'

/** What stands around a page of account managers: which week is reported on, and for whom. */
export function pageFrame(
  { web, desk, visit }: Pick<ReportRequest, 'web' | 'desk' | 'visit'>,
  title: string,
): PageFrame {
  const period = `Reporting on ${web.format.week(desk.week)}`
  const foot = `You report as ${desk.address}.`
  return pageHead(web, title, { period, foot, logOut: logOutOf(visit) })
}
