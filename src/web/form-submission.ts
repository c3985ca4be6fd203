import type { FastifyReply } from 'fastify'
import { answersOf } from '../report/update/answers.js'
import { differences } from '../report/update/difference.js'
import { type Fields, fieldsOf, touchedFields } from '../report/update/fields.js'
import { type FieldFaults, readForm } from '../report/update/form.js'
import { readSubmitted, saveAnswers, type Version } from '../store/answers.js'
import { showMessage } from './answer.js'
import { type AtSheet, refreshed } from './at-sheet.js'
import { fieldsAt } from './desk.js'
import { baseIn, fieldsIn, fingerprintOf, formNames } from './form-body.js'
import { showClosed, showForm, startOf } from './form-page.js'
import { formOf, one } from './guard.js'
import { accountHref } from './href.js'
import { differenceRows, topicWords } from './view/difference.js'
import { type Notice, notice } from './view/page.js'
import { todayAt } from './view/words.js'
import { refuse } from './answer.js'

/** A form as it came in. */
interface Submitted {
  readonly submissionId: string
  readonly fields: Fields
  /** What the page was made from. */
  readonly base: Version | null
}
