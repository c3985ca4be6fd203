import type { TokenSource } from './oauth/token-source.js'

/** Who we are to a server, and what proves it: a password, or a token in its place (OAuth2). */
export type Login =
  | { readonly user: string; readonly password: string }
  | { readonly user: string; readonly tokens: TokenSource }

/** What must not be shown of what a server says: some repeat what they were sent, as it was sent. */
export function secretsOf(login: Login | null): string[] {
  if (login === null) return []
  if ('tokens' in login) {
    const secrets = login.tokens.secrets()
    const sent = secrets.map((token) =>
      base64(`user=${login.user}\x01auth=Bearer ${token}\x01\x01`),
    )
    return [...sent, ...secrets]
  }
  const { user, password } = login
  if (password === '') return []
  return [base64(`\0${user}\0${password}`), base64(password), password]
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
