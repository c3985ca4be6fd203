import { isIPv4 } from 'node:net'

/** Whether a host is this computer: there is nobody in between. */
export function isLoopback(host: string): boolean {
  const named = host === 'localhost' || host.endsWith('.localhost')
  return named || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
}
