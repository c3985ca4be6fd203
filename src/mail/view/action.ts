import type { OpenAction } from '../../report/digest/account-movement.js'
import { cleanText, nameOf, sentence, unbroken } from './phrase.js'
import type { Row } from './row.js'
import type { MailLayout } from './sheet.js'

/** What will be done, by whom and by when, and what is wrong with it. */
export function actionParts(
  action: OpenAction | null,
  { format, monday }: MailLayout,
): Pick<Row, 'action' | 'actionBy' | 'warning'> {
  if (action === null) return { action: '', actionBy: '', warning: '' }
  const { owner, dueOn, daysOverdue } = action
  const by = [
    owner === null ? 'Nobody named' : nameOf(owner),
    dueOn === null ? 'no date' : unbroken(`due ${format.day(dueOn, monday)}`),
  ]
  return {
    action: sentence(cleanText(action.action, 200)),
    actionBy: sentence(by.join(', ')),
    warning: daysOverdue === 0 ? '' : `${format.counted(daysOverdue, 'day')} overdue`,
  }
}
