import { createHash } from 'node:crypto'
import { oneLine } from '../server-words.js'
import type { AccessToken, KeptTokens } from './token-file.js'
import { readTokens, whileNobodyFetches, writeTokens } from './token-file.js'
import type { TokenClient, TokenFault } from './token-request.js'
import { requestToken } from './token-request.js'

export type TokenReading =
  /** `useUntil` in milliseconds since the epoch. */
  { readonly kind: 'token'; readonly token: string; readonly useUntil: number } | TokenFault

/** Where the tokens come from that log in to a server. */
export interface TokenSource {
  /**
   * The token to log in with: the one that is kept, while it is good. `refused` is one that the
   * server has just refused, in whose place a new one is fetched; the same again means that it is
   * new itself, and that something else is wrong.
   */
  readonly token: (refused?: string) => Promise<TokenReading>
  /** A new one, whatever is kept. */
  readonly fetchNew: () => Promise<TokenReading>
  /** What must not be shown of what others say. */
  readonly secrets: () => readonly string[]
}

const minute = 60_000

/** So much before a token expires, or after half of its life, the next one is fetched. */
const margin = 2 * minute

/** A token that was refused at this age was refused for another reason than its age. */
const young = minute

/** Keeps what it fetches in `file`, for all programs that use it; `now` is the time of day. */
export function openTokens(client: TokenClient, { file, now }: Keeping): TokenSource {
  const names = namesOf(client)
  const store = openStore(file)
  let fetching: Promise<TokenReading> | null = null

  const fetchUnless = (good: (kept: KeptTokens) => TokenReading | null) => {
    fetching ??= whileNobodyFetches(file, async () => {
      const kept = await store.read()
      return good(kept) ?? (await fetchInto(store, kept, { client, names, now }))
    }).finally(() => {
      fetching = null
    })
    return fetching
  }
  const told = (work: () => Promise<TokenReading>) =>
    work().catch((error): TokenFault => ({ kind: 'paused', reason: unkept(file, error) }))

  return {
    token: (refused) =>
      told(async () => {
        const good = ({ access }: KeptTokens) => usable(access[names.access], refused, now())
        return good(await store.read()) ?? (await fetchUnless(good))
      }),
    fetchNew: () => told(() => fetchUnless(() => null)),
    secrets: () => {
      const own = [client.clientSecret, client.refreshToken].filter((it) => it !== null)
      return [...store.seen(), ...own]
    },
  }
}

interface Keeping {
  readonly file: string
  readonly now: () => number
}

interface Store {
  readonly read: () => Promise<KeptTokens>
  readonly keep: (kept: KeptTokens) => Promise<void>
  /** Every token that it has held. */
  readonly seen: () => readonly string[]
}

/** What could not be written, on a full disk say, is not forgotten as long as this program runs. */
function openStore(file: string): Store {
  const seen = new Set<string>()
  let unwritten: KeptTokens | null = null
  const see = (kept: KeptTokens) => {
    for (const { token } of Object.values(kept.access)) seen.add(token)
    for (const token of Object.values(kept.refresh)) seen.add(token)
    return kept
  }
  return {
    read: async () => see(unwritten ?? (await readTokens(file))),
    keep: async (kept) => {
      unwritten = await writeTokens(file, see(kept)).then(
        () => null,
        () => kept,
      )
    },
    seen: () => [...seen],
  }
}

interface Asking extends Pick<Keeping, 'now'> {
  readonly client: TokenClient
  readonly names: Names
}

async function fetchInto(
  store: Store,
  kept: KeptTokens,
  { client, names, now }: Asking,
): Promise<TokenReading> {
  const grant = await ask(client, kept.refresh[names.refresh] ?? client.refreshToken)
  if (grant.kind !== 'granted') return grant
  const { accessToken: token, lifetime, refreshToken } = grant
  const fetchedAt = now()
  const useUntil = fetchedAt + lifetime - Math.min(margin, lifetime / 2)
  const replacement = refreshToken === null ? {} : { [names.refresh]: refreshToken }
  await store.keep({
    access: { ...unexpired(kept, fetchedAt), [names.access]: { token, fetchedAt, useUntil } },
    refresh: { ...kept.refresh, ...replacement },
  })
  return { kind: 'token', token, useUntil }
}

/** A refresh token that has replaced the set one may be lost to a crash: that one is tried, too. */
async function ask(client: TokenClient, refreshToken: string | null) {
  const answer = await requestToken(client, refreshToken)
  const isSpent = answer.kind === 'paused' && answer.reason.includes('invalid_grant')
  return isSpent && refreshToken !== client.refreshToken
    ? await requestToken(client, client.refreshToken)
    : answer
}

function usable(
  found: AccessToken | undefined,
  refused: string | undefined,
  now: number,
): TokenReading | null {
  if (found === undefined || now >= found.useUntil) return null
  const { token, useUntil, fetchedAt } = found
  const age = now - fetchedAt
  if (token === refused && (age < 0 || age >= young)) return null
  return { kind: 'token', token, useUntil }
}

function unexpired({ access }: KeptTokens, now: number): KeptTokens['access'] {
  return Object.fromEntries(Object.entries(access).filter(([, { useUntil }]) => now < useUntil))
}

/** What a client's tokens are kept under. */
type Names = Record<keyof KeptTokens, string>

/** Whatever is changed in the settings, what was kept under the others is not used. */
function namesOf(client: TokenClient): Names {
  const { tokenUrl, clientId, clientSecret, scope, refreshToken } = client
  return {
    access: digestOf([tokenUrl, clientId, clientSecret, refreshToken, scope]),
    refresh: digestOf([tokenUrl, clientId, refreshToken]),
  }
}

function digestOf(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)
}

function unkept(file: string, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error)
  return oneLine(`token: it can’t be kept in ${file}: ${why}`, [])
}
