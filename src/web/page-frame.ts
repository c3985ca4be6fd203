import { frame } from './answer.js'
import type { AtDesk } from './at-sheet.js'
import type { PageFrame } from './view/page.js'

/** What stands around a page of account managers: which week is reported on, and for whom. */
export function pageFrame({ web, desk }: Pick<AtDesk, 'web' | 'desk'>, title: string): PageFrame {
  const period = `Reporting on ${web.format.week(desk.week)}`
  return frame(web, title, { period, foot: `You report as ${desk.address}.` })
}
