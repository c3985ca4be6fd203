import type { Terminal } from './terminal.js'

/** Who calls, for the ledger: the name that the system has for them, else that of the process. */
export function userOf({ env, owner }: Terminal): string {
  return env.SUDO_USER || env.USER || env.LOGNAME || env.USERNAME || owner
}
