import * as z from 'zod'
import { composed } from '../characters.js'
import type { Complaint } from './fault.js'

/** What is said of a setting, apart from its name. */
export interface Description {
  /** What holds when the variable is absent or blank, written as in the env file. */
  readonly standard: string
  /** For a fault, unless the reader has a complaint of its own that says more. */
  readonly expected: string
  readonly cure: string
  /** True for paths and secrets, in which every byte counts. */
  readonly asWritten?: true
}

export interface Setting<Value> extends Description {
  /** Makes the value out of the text, which is trimmed and, unless `asWritten`, composed. */
  readonly read: z.ZodType<Value, string>
}

export const descriptions = z.registry<Description>()

/** The schema of a setting: reads its default just as it reads what an admin wrote. */
export function setting<Value>({ read, ...description }: Setting<Value>) {
  const { standard, asWritten = false } = description
  return z
    .string()
    .optional()
    .transform((text = '') => (asWritten ? text.trim() : composed(text)) || standard)
    .pipe(read)
    .register(descriptions, description)
}

/** Refuses what is being read. `path` names the variable where a rule joins several. */
export function complain(context: z.RefinementCtx, complaint: Complaint, path: string[] = []) {
  context.addIssue({ code: 'custom', params: { ...complaint }, path })
}
