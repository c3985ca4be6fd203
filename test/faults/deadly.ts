import type { KyselyPlugin } from 'kysely'
import type { Transport } from '../../src/mail/transport.js'
import type { Workspace } from '../../src/run/workspace.js'
import type { Inside, KillPoint } from './kill-point.js'

/** What a run works with, arranged so that it kills its own process at a point. */
export interface Deadly {
  readonly work: Workspace
  readonly transport: Transport
}

/** Nothing is told before: the process is gone as if the power had failed. */
export function deadly({ work, transport }: Deadly, point: KillPoint): Deadly {
  let times = 0
  const reach = (place: Inside | string) => {
    if (place !== point.at) return
    times += 1
    if (times === point.nth) process.kill(process.pid, 'SIGKILL')
  }
  const { observer } = work
  return {
    work: {
      ...work,
      db: work.db.withPlugin(tracing(reach)),
      observer: (event) => {
        observer?.(event)
        reach(event.kind)
      },
    },
    transport: {
      ...transport,
      submit: async (...submission) => {
        const outcome = await transport.submit(...submission)
        reach('answered')
        return outcome
      },
    },
  }
}

/** Hears of every statement before it is executed, and after. */
function tracing(reach: (place: Inside) => void): KyselyPlugin {
  return {
    transformQuery: ({ node }) => {
      reach('statement')
      return node
    },
    transformResult: async ({ result }) => {
      reach('executed')
      return result
    },
  }
}
