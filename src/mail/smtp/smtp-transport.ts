import type { Transport } from '../transport.js'
import { openChannel, type Submitting } from './smtp-channel.js'
import { probe } from './smtp-probe.js'
import { printableOutcome } from './smtp-wording.js'

/**
 * Submits over SMTP, with at most `connections` connections that are kept between messages. Further
 * submissions wait for a free one; their time does not begin before.
 */
export function createSmtpTransport(submitting: Submitting & { connections: number }): Transport {
  const { server, connections } = submitting
  const channels = Array.from({ length: connections }, () => openChannel(submitting))
  const lend = lending(channels)
  return {
    kind: 'smtp',
    submit: async (...submission) => {
      const outcome = await lend((channel) => channel.submit(...submission))
      return printableOutcome(outcome, server)
    },
    verify: () => probe(submitting),
    close: async () => {
      for (const channel of channels) channel.close()
    },
  }
}

/**
 * Lends each item to one borrower at a time; the one used last goes first, its connection is warm.
 */
function lending<Item>(items: readonly Item[]) {
  const free = [...items]
  const waiting: ((item: Item) => void)[] = []
  return async <Result>(use: (item: Item) => Promise<Result>): Promise<Result> => {
    const item = free.pop() ?? (await new Promise<Item>((resolve) => waiting.push(resolve)))
    try {
      return await use(item)
    } finally {
      const next = waiting.shift()
      if (next === undefined) free.push(item)
      else next(item)
    }
  }
}
