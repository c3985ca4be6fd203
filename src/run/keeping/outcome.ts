import type { Unshrinkable } from '../event.js'

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
