import type { FastifyInstance } from 'fastify'
import type { Web } from './web.js'

/**
 * Tells the log of requests that were turned away: too many at a time, or a form that isn't ours or
 * was sent by a link that doesn't hold. The first is told at once, then one line a minute at most,
 * however many there are. Links that were refused when they were opened are counted elsewhere.
 */
export function tellTurnedAway(app: FastifyInstance, web: Web): void {
  let counted = nothing
  let toldAt = Number.NEGATIVE_INFINITY
  const tell = () => {
    if (counted.tooMany + counted.forms > 0) web.log(wordsFor(counted), 'info')
    counted = nothing
    toldAt = web.now()
  }
  app.addHook('onResponse', async ({ method }, { statusCode }) => {
    const tooMany = statusCode === 429 ? 1 : 0
    const forms = statusCode === 403 && method === 'POST' ? 1 : 0
    if (tooMany + forms === 0) return
    counted = { tooMany: counted.tooMany + tooMany, forms: counted.forms + forms }
    if (web.now() - toldAt >= minute) tell()
  })
  app.addHook('onClose', async () => tell())
}

interface TurnedAway {
  readonly tooMany: number
  readonly forms: number
}

const nothing: TurnedAway = { tooMany: 0, forms: 0 }

const minute = 60_000

function wordsFor({ tooMany, forms }: TurnedAway): string {
  const parts = [
    tooMany > 0 ? `${requests(tooMany)}, too many at a time` : [],
    forms > 0 ? `${requests(forms)} with a form that isn’t ours or whose link doesn’t hold` : [],
  ]
  return `turned away: ${parts.flat().join('; ')}`
}

function requests(count: number): string {
  return count === 1 ? '1 request' : `${count} requests`
}
