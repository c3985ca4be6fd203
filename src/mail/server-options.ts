/** How safe a server's URL asks its connection to be. */
export interface ServerSecurity {
  /**
   * `at-once` is TLS from the first byte. With `required`, a server that offers no STARTTLS gets
   * nothing, and learns no password; with `offered`, it gets plain text; with `never`, STARTTLS is
   * left alone.
   */
  readonly tls: 'at-once' | 'required' | 'offered' | 'never'
  /** Whether the certificate must be good. */
  readonly certified: boolean
  /** The name the certificate must be for, where that isn't the host; null for the host. */
  readonly certificateName: string | null
}

/** What the options of a URL come to: `secure` where its scheme says TLS, `local` on this computer. */
export function securityOf(
  options: ReadonlyMap<string, string>,
  { secure, local }: Record<'secure' | 'local', boolean>,
): ServerSecurity {
  const asked = options.get('requireTLS')
  const required = asked === undefined ? !local : asked === 'true'
  const tls = options.get('ignoreTLS') === 'true' ? 'never' : required ? 'required' : 'offered'
  const certified = options.get('tls.rejectUnauthorized')
  return {
    tls: secure ? 'at-once' : tls,
    certified: certified === undefined ? !local || asked === 'true' : certified === 'true',
    certificateName: options.get('tls.servername') ?? null,
  }
}

const switches = ['requireTLS', 'ignoreTLS', 'tls.rejectUnauthorized']
const common = [...switches, 'tls.servername']

/** What is wrong with the options of the setting's URL, in words; null when nothing is. */
export function complaintAbout(
  setting: string,
  options: ReadonlyMap<string, string>,
  { secure, others = [] }: { readonly secure: boolean; readonly others?: readonly string[] },
): string | null {
  const known = [...common, ...others]
  if ([...options.keys()].some((key) => !known.includes(key))) {
    return `${setting} has an option that is not known; there are ${known.join(', ')}.`
  }
  const unclear = switches.find((key) => !['true', 'false', undefined].includes(options.get(key)))
  if (unclear !== undefined) return `${unclear} in ${setting} must be true or false.`
  const ignored = options.get('ignoreTLS') === 'true'
  return ignored && (secure || options.get('requireTLS') === 'true')
    ? `${setting} asks for TLS and for ignoring it: leave out ignoreTLS, or the other.`
    : null
}

/** A part of a URL as it was written where it holds no percent codes. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
