import { type Format, formatOf } from '../../format.js'
import { isoUtc } from '../../run/workspace.js'
import { readOpenLinks, revokeLinks, type StoredLink } from '../../store/links.js'
import { liftUnsubscribes, readUnsubscribes, type Unsubscribe } from '../../store/unsubscribes.js'
import { type CommonOptions, configOrFail, inExistingWorkspace, userOf } from '../session.js'
import { table } from '../table.js'
import { type ExitCode, printable, type Terminal, UsageFault } from '../terminal.js'

/** Lists the links that have not expired, the newest first, and who has unsubscribed. */
export async function links(terminal: Terminal, options: CommonOptions): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  return await inExistingWorkspace(terminal, config, async ({ db, now }) => {
    const open = await readOpenLinks(db, isoUtc(now()))
    if (open.length === 0) terminal.out('No link holds.\n')
    else terminal.out(linkTable(open, formatOf(config)))
    terminal.out(unsubscribedTable(await readUnsubscribes(db)))
    return 0
  })
}

/** How much of a link's hash names it for people. */
const idLength = 12

export function linkTable(links: readonly StoredLink[], { counted }: Format): string {
  const rows = links.map((link) => [
    link.linkHash.slice(0, idLength),
    link.purpose,
    link.address,
    link.week ?? '',
    link.revokedAt === null ? `until ${link.expiresAt.slice(0, 16)}Z` : 'revoked',
    link.devices === 0 ? 'no' : `in ${counted(link.devices, 'browser')}`,
  ])
  return table(
    [['id', 'for', 'mailed to', 'week', 'holds', 'used'], ...rows],
    [12, 11, 40, 8, 23, 14],
  )
}

/** Ends links at once: whoever has one open can save nothing more by it. */
export async function revoke(
  terminal: Terminal,
  named: string,
  options: CommonOptions,
): Promise<ExitCode> {
  if (!/^[0-9a-f]{6,64}$/i.test(named) && !named.includes('@')) {
    throw new UsageFault(`"${named}" is no id of a link and no address. mmr links lists them.`)
  }
  const config = configOrFail(terminal, options)
  return await inExistingWorkspace(terminal, config, async ({ db, now }) => {
    const ended = await revokeLinks(db, named, isoUtc(now()))
    if (ended.length === 0)
      throw new UsageFault(`No link of "${named}" holds. mmr links lists them.`)
    terminal.out(`${linkTable(ended, formatOf(config))}The next mail brings a new link.\n`)
    return 0
  })
}

/** Lifts what somebody asked for by unsubscribing: only an admin's word does. */
export async function resubscribe(
  terminal: Terminal,
  address: string,
  options: CommonOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  return await inExistingWorkspace(terminal, config, async ({ db, now }) => {
    const word = { at: isoUtc(now()), by: userOf(terminal) }
    const lifted = await liftUnsubscribes(db, address, word)
    if (lifted === 0)
      throw new UsageFault(`${address} has not unsubscribed. mmr links lists who has.`)
    terminal.out(`${printable(address)} gets the report again, as the settings say.\n`)
    return 0
  })
}

/** Who gets no delivery because they asked for that, and what undoes it; empty where nobody did. */
export function unsubscribedTable(gone: readonly Unsubscribe[]): string {
  if (gone.length === 0) return ''
  const rows = gone.map(({ recipient, role, askedAt }) => [recipient, role, askedAt])
  return `\nUnsubscribed, and left out since then. ${resubscribing()}\n${table(rows, [42, 15, 24])}`
}

/** What lifts it. */
export function resubscribing(address = 'ADDRESS'): string {
  return `mmr resubscribe ${address} lets it go to them again.`
}
