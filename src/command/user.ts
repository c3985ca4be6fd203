import type { Terminal } from './terminal.js'

/** Who calls, for the ledger: the name that the system has for them, else that of the process. */
export function userOf({ env, user, owner }: Terminal): string {
  const named = env.SUDO_USER || env.USER || env.LOGNAME || env.USERNAME
  return named || systemName(user) || `process ${owner}`
}

/** In a container, the system may know a number and no name for it; then it throws. */
function systemName(user: Terminal['user']): string {
  try {
    return user?.() ?? ''
  } catch {
    return ''
  }
}
