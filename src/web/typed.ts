import type { FastifyRequest } from 'fastify'
import { snapshotFields } from '../report/snapshot.js'
import { askedFields } from '../report/update/form.js'
import { isFromHere, one, sentFields } from './csrf.js'
import { fieldWords } from './form-fields.js'
import type { Web } from './web.js'

/**
 * What somebody filled into a form of ours that can't be saved, in words, to be shown to them again:
 * none of it should be lost. Of what another site's form says, nothing is shown.
 */
export function typedIn(web: Web, request: FastifyRequest): string[] {
  const body = isFromHere(web, request) ? sentFields(request) : null
  if (body === null) return []
  const filled = written.filter((name) => one(body, name).trim() !== '')
  const lines = filled.map((name) => `${fieldWords(name)}: ${one(body, name)}`)
  return lines.length === 0 ? [] : ['What you had filled in, to be copied from here:', ...lines]
}

/** Answers that are chosen are chosen again in a moment. */
const written = askedFields.filter((name) => ['line', 'text'].includes(snapshotFields[name].kind))
