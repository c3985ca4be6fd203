import type { DatabaseFault } from '../../store/database-fault.js'
import type { Pruned } from '../../store/prune.js'

/** What is let go of, or would be, in the database and among the files of the outbox. */
export interface LetGo extends Pruned {
  readonly files: number
  /** Of the files. */
  readonly fileBytes: number
}

/** Why a database's file that could be made to shrink was not. */
export type Unshrinkable =
  /** A worker is sending; writing the file anew would keep it from noting what becomes of that. */
  | { readonly kind: 'sending' }
  /** In bytes. */
  | { readonly kind: 'no-room'; readonly needed: number; readonly free: number }
  | { readonly kind: 'fault'; readonly fault: DatabaseFault }

/** In words, for the log and the terminal. */
export function unshrinkableText(why: Unshrinkable): string {
  switch (why.kind) {
    case 'sending':
      return 'a worker is sending just now'
    case 'no-room': {
      const [needed, free] = [why.needed, why.free].map((bytes) => `${Math.ceil(bytes / 1e6)} MB`)
      return `it takes ${needed} on its disk for a moment, and ${free} are free`
    }
    case 'fault':
      return why.fault.message
  }
}
