import type { FastifyInstance, FastifyReply, RouteShorthandOptions } from 'fastify'
import { type Answers, answersBefore } from '../report/update/answers.js'
import { differenceRows, differences, noAnswer } from '../report/update/difference.js'
import { baseText, readAccountForm, readManagerAccounts } from './account.js'
import { fingerprintOf, recordAnswer, showClosed, wasRecorded } from './account-form.js'
import { refuse, showMessage, showPage } from './answer.js'
import { type AccountRequest, pageFrame, sayNotTheirs } from './at-account.js'
import { formOf, hiddenFields, one } from './csrf.js'
import { logOutOf } from './log-out.js'
import { instantWords } from './page.js'
import { visited } from './visited.js'
import type { Web } from './web.js'

/** Where a manager takes back what somebody changed in their name. */
export function addRevertPage(
  app: FastifyInstance,
  web: Web,
  limited: RouteShorthandOptions,
): void {
  app.get(
    '/revert',
    revertPage(web, (at) => showRevert(at, '')),
  )
  app.post('/revert', limited, revertPage(web, submitRevert))
}

/** For whoever manages the account now: by a link of its former manager, nothing is taken back. */
function revertPage(web: Web, show: (at: AccountRequest) => FastifyReply | Promise<FastifyReply>) {
  return visited(web, 'revert', async (at) => {
    const { address, week, accountId } = at.visit.link
    if (week === null || accountId === null) return refuse(web, at.reply)
    const desk = await readManagerAccounts(web, { address, week, seat: at.visit.seat })
    const sheet = await readAccountForm(web.db, desk, accountId)
    return sheet === null ? sayNotTheirs({ ...at, desk }) : await show({ ...at, desk, sheet })
  })
}

function showRevert(at: AccountRequest, fault: string): FastifyReply {
  const { web, reply, visit, desk, sheet } = at
  if (desk.closed) return showClosed(at)
  const before = answersToRestore(at)
  if (before === null) return sayNothingToRevert(at)
  const rows = differenceRows(differences(sheet.start, before), web.format)
  const { name } = sheet.account
  const when = instantWords(Date.parse(sheet.history.latest?.recordedAt ?? ''), web)
  return showPage(reply, 'decision', {
    ...pageFrame(at, 'Take a change back'),
    heading: 'Take this change back?',
    paragraphs: [
      `${name} was changed in your name on ${when}. Taken back, it will say what it said before:`,
      ...rows.map(
        ({ topic, before, after }) => `${topic}: ${quoted(after)}, instead of ${quoted(before)}`,
      ),
    ],
    href: `/revert?${visit.seat}`,
    hidden: hiddenFields(web, visit, baseText(sheet.base)),
    tick: 'Yes, take it back',
    button: 'Take it back',
    fault,
  })
}

function quoted(answer: string): string {
  return answer === noAnswer ? 'nothing' : `“${answer}”`
}

async function submitRevert(at: AccountRequest): Promise<FastifyReply> {
  const { web, request, reply, visit, desk } = at
  const body = formOf(web, request, { visit, names: ['confirmed'] })
  if (body === null || one(body, 'submission') === '') return refuse(web, reply)
  const key = { submissionId: one(body, 'submission'), fingerprint: fingerprintOf('reverted') }
  if (await wasRecorded(at, key)) return sayReverted(at)
  if (desk.closed) return showClosed(at)
  const answers = answersToRestore(at)
  if (answers === null) return sayNothingToRevert(at)
  if (one(body, 'confirmed') !== 'yes') {
    reply.code(422)
    return showRevert(at, 'Nothing was changed yet. Tick this first.')
  }
  const saving = await recordAnswer(at, { ...key, kind: 'reverted', answers })
  if (saving.kind === 'unkept') {
    return showRevert(at, 'Nothing was changed: it can’t be just now. Wait a minute and try again.')
  }
  if (saving.kind === 'closed') return showClosed(at)
  if (saving.kind === 'not-theirs') return sayNotTheirs(at)
  return saving.kind === 'conflict' ? sayNothingToRevert(at) : sayReverted(at)
}

/**
 * What the account said before the change. Null where somebody has changed it again since, or where
 * there was nothing: then there is nothing to go back to.
 */
function answersToRestore({ sheet, desk, visit }: AccountRequest): Answers | null {
  const [now, before] = sheet.versions
  if (now?.week !== desk.week || now.version !== visit.link.version || before === undefined) {
    return null
  }
  return answersBefore(sheet, now)
}

function sayReverted({ web, reply, sheet, visit }: AccountRequest): FastifyReply {
  return showMessage(web, reply, {
    heading: 'Taken back',
    paragraphs: [
      `${sheet.account.name} says again what it said before. Every version is kept.`,
      'Whoever has your link can use it until it is ended: tell the admins, they can end it at once.',
    ],
    logOut: logOutOf(visit),
  })
}

function sayNothingToRevert({ web, reply, sheet, visit }: AccountRequest): FastifyReply {
  return showMessage(web, reply.code(409), {
    heading: 'Nothing to take back',
    paragraphs: [
      `${sheet.account.name} has been changed again since, or said nothing before. Nothing was changed now.`,
      'To correct it, open the link in your latest Monday Morning Report.',
    ],
    logOut: logOutOf(visit),
  })
}
