import { snapshotFields } from '../../report/snapshot.js'
import { noAnswers } from '../../report/update/answers.js'
import { answerWords, differences } from '../../report/update/difference.js'
import type { AccountForm, ManagerAccounts } from '../desk.js'
import { accountHref } from '../href.js'
import type { Web } from '../web.js'
import type { Hidden, PageNotice } from './page.js'

/** The second step of "Nothing changed": what is confirmed, and a tick. */
export interface UnchangedView {
  readonly name: string
  readonly week: string
  readonly notice: PageNotice | null
  readonly caption: string
  readonly rows: readonly { readonly topic: string; readonly said: string }[]
  readonly href: string
  readonly formHref: string
  readonly hidden: readonly Hidden[]
  readonly fault: string
}

export function unchangedView(
  {
    desk,
    sheet,
    web,
  }: { readonly desk: ManagerAccounts; readonly sheet: AccountForm; readonly web: Web },
  { hidden, notice, fault }: Pick<UnchangedView, 'hidden' | 'notice' | 'fault'>,
): UnchangedView {
  const { week } = desk
  const { account, start, history } = sheet
  const since = history.latest === null ? '' : web.format.week(history.latest.week)
  return {
    name: account.name,
    week: web.format.week(week),
    notice,
    caption: `As reported for ${since}. Contacts, value delivered and notes belong to their own week and are not repeated.`,
    rows: differences(noAnswers, start).map(({ topic, after }) => ({
      topic: snapshotFields[topic].label,
      said: answerWords(topic, after, web.format),
    })),
    href: accountHref(desk.seat, account.accountId, '/unchanged'),
    formHref: accountHref(desk.seat, account.accountId),
    hidden,
    fault,
  }
}
