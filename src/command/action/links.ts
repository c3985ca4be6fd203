import { type Format, formatOf } from '../../format.js'
import { isoUtc } from '../../run/workspace.js'
import { readOpenLinks, type StoredLink } from '../../store/links.js'
import { readUnsubscribes } from '../../store/unsubscribes.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { table } from '../table.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { unsubscribedTable } from '../unsubscribed.js'

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
