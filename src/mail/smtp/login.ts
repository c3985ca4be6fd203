import type { SMTPConnectionAuth } from 'nodemailer/lib/smtp-connection'
import type { XOAuth2Options } from 'nodemailer/lib/xoauth2'
import XOAuth2 from 'nodemailer/lib/xoauth2'
import type { Login } from '../login.js'
import type { TokenFault } from '../oauth/token-request.js'
import type { TokenReading } from '../oauth/token-source.js'
import type { Conversation } from './conversation.js'

/** Hears of each token that is about to be shown to the server, and of each that could not be had. */
export type TokenListener = (reading: TokenReading) => void

/** A login as nodemailer's pool takes it. */
export function poolLogin(login: Login, heard: TokenListener): XOAuth2Options & SMTPConnectionAuth {
  if ('tokens' in login) return { type: 'OAuth2', ...withToken(login, heard) }
  return { user: login.user, pass: login.password }
}

/** The same for one connection. */
export function connectionLogin(login: Login, heard: TokenListener): SMTPConnectionAuth {
  if (!('tokens' in login)) return { user: login.user, pass: login.password }
  return { user: login.user, method: 'XOAUTH2', oauth2: new XOAuth2(withToken(login, heard)) }
}

type TokenLogin = Extract<Login, { readonly tokens: unknown }>

/**
 * nodemailer asks for a token when a connection is open, and once more when the server has refused
 * it in one of two ways. That is left to whoever sees both of them.
 */
function withToken({ user, tokens }: TokenLogin, heard: TokenListener): XOAuth2Options {
  return {
    user,
    provisionCallback: (_user, isRefused, done) => {
      if (isRefused) return done(new Error('the server refuses the token'))
      void tokens.token().then((reading) => {
        heard(reading)
        if (reading.kind === 'token') done(null, reading.token)
        else done(new Error(reading.reason))
      })
    },
  }
}

/** What a message comes to for which no token was to be had; null where there was one, or none is wanted. */
export function withoutToken(shown: TokenReading | null): TokenFault | null {
  return shown === null || shown.kind === 'token' ? null : shown
}

/**
 * Once the server has refused the login with a token: another one to try it with, or why there is
 * none. Null where it was not refused, or there is no use in trying again.
 */
export async function nextToken(
  login: Login | null,
  { replies }: Conversation,
  shown: TokenReading | null,
): Promise<TokenReading | null> {
  const isRefused = /^5/.test(replies.AUTH ?? '')
  if (!isRefused || login === null || !('tokens' in login) || shown?.kind !== 'token') return null
  const next = await login.tokens.token(shown.token)
  return next.kind === 'token' && next.token === shown.token ? null : next
}
