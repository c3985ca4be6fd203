import { domainToASCII, domainToUnicode } from 'node:url'

const hostname = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * The domain as DNS has it (lower case, `xn--` for other scripts), or null unless it is a host
 * name that stays what it says. Mail libraries put domains through the URL standard's mapping,
 * which turns `0x7f.1` into 127.0.0.1 and look-alike letters into plain ones: what that would
 * change beyond case is refused, so mail goes to the domain that is written here.
 */
export function asciiDomain(domain: string): string | null {
  const ascii = domainToASCII(domain)
  const written = domain.normalize('NFC').toLowerCase()
  const isKept = written === ascii || written === domainToUnicode(ascii)
  return isKept && ascii.length <= 253 && hostname.test(ascii) ? ascii : null
}
