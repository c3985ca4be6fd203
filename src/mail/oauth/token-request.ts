import { errorText, oneLine } from '../server-words.js'

/** What a token is asked for with. It holds secrets. */
export interface TokenClient {
  /** https, or http on this computer. */
  readonly tokenUrl: string
  readonly clientId: string
  readonly clientSecret: string | null
  readonly scope: string | null
  /** As it was set; null where the app asks for itself. */
  readonly refreshToken: string | null
}

/** In the terms of an outcome: `retry` may pass by itself, `paused` takes somebody to mend it. */
export interface TokenFault {
  readonly kind: 'retry' | 'paused'
  /** Fit for print; it holds no secret. */
  readonly reason: string
}

export interface Grant {
  readonly kind: 'granted'
  readonly accessToken: string
  /** How long it is good, in milliseconds. */
  readonly lifetime: number
  /** In place of the one that it was asked with; null where that one stays. */
  readonly refreshToken: string | null
}

const patience = 15_000
const largest = 64 * 1024

/** Where the server doesn't say: long enough for a run, short enough to be good. */
const standardLifetime = 5 * 60_000

/**
 * Asks for an access token (RFC 6749, 4.4 or 6), once. Nothing is sent anywhere but to the address
 * that was set: an answer that leads elsewhere is a fault. The wait and the answer are bounded.
 */
export async function requestToken(
  client: TokenClient,
  refreshToken: string | null,
): Promise<Grant | TokenFault> {
  const secrets = [client.clientSecret, client.refreshToken, refreshToken]
  const fault = (kind: TokenFault['kind'], words: string): TokenFault => {
    const said = `token: ${new URL(client.tokenUrl).host} ${words}`
    return {
      kind,
      reason: oneLine(
        said,
        secrets.filter((secret) => secret !== null),
      ),
    }
  }
  try {
    const response = await fetch(client.tokenUrl, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: formOf(client, refreshToken),
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    })
    const answer = await textOf(response)
    if (answer === null) return fault('retry', `answers with more than ${largest} bytes`)
    return readAnswer(response, answer, fault)
  } catch (error) {
    return fault('retry', `can’t be reached: ${whyUnreachable(error)}`)
  }
}

function formOf({ clientId, clientSecret, scope }: TokenClient, refreshToken: string | null) {
  return new URLSearchParams({
    grant_type: refreshToken === null ? 'client_credentials' : 'refresh_token',
    client_id: clientId,
    ...(clientSecret !== null && { client_secret: clientSecret }),
    ...(refreshToken !== null && { refresh_token: refreshToken }),
    ...(scope !== null && { scope }),
  })
}

/** Null where it is longer than any answer. */
async function textOf({ body }: Response): Promise<string | null> {
  if (body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > largest) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

type MakeFault = (kind: TokenFault['kind'], words: string) => TokenFault

function readAnswer({ status, headers }: Response, text: string, fault: MakeFault) {
  if (status >= 300 && status < 400) {
    return fault(
      'paused',
      `answers ${status} and leads elsewhere, ${placeIn(headers)}, which isn’t followed`,
    )
  }
  const answer = parsed(text)
  const isBusy = status >= 500 || status === 429 || status === 408
  if (typeof answer.error === 'string') {
    const passes = isBusy || ['temporarily_unavailable', 'server_error'].includes(answer.error)
    return fault(passes ? 'retry' : 'paused', `says ${errorIn(answer.error, answer)}`)
  }
  if (isBusy) return fault('retry', `answers ${status}`)
  if (status !== 200) return fault('paused', `answers ${status}, and not as a server of tokens`)
  return grantIn(answer) ?? fault('paused', 'answers without a token')
}

function placeIn(headers: Headers): string {
  const location = headers.get('location') ?? ''
  return URL.canParse(location) ? `to ${new URL(location).host}` : 'to nowhere'
}

function parsed(text: string): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(text)
    return typeof answer === 'object' && answer !== null ? { ...answer } : {}
  } catch {
    return {}
  }
}

/** Microsoft's words go on with ids and the time, which say nothing to people. */
function errorIn(error: string, { error_description: description }: Record<string, unknown>) {
  if (typeof description !== 'string' || description === '') return error
  const [words = ''] = description.split(/\s*(?:Trace ID:|Correlation ID:|Timestamp:)/)
  return `${error}: ${words}`
}

/** Null where there is no token that could be shown to a mail server (RFC 6750, 2.1). */
function grantIn(answer: Record<string, unknown>): Grant | null {
  const { access_token: accessToken, token_type: type = 'bearer', expires_in: seconds } = answer
  const { refresh_token: refreshToken } = answer
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]{1,20000}$/.test(accessToken)) return null
  if (typeof type !== 'string' || type.toLowerCase() !== 'bearer') return null
  const lifetime = Number(seconds ?? Number.NaN) * 1000
  return {
    kind: 'granted',
    accessToken,
    lifetime: lifetime > 0 ? Math.min(lifetime, longestLifetime) : standardLifetime,
    refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : null,
  }
}

const longestLifetime = 24 * 3_600_000

/** What fetch throws says nothing itself; what is behind it does. */
function whyUnreachable(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${patience / 1000} seconds`
  return errorText(error.cause ?? error)
}
