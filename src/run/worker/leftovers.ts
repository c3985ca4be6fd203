import { clearUnfinished } from '../../disk/lasting-file.js'
import { tokenFileOf } from '../../mail/oauth/token-file.js'
import { databaseFile } from '../../store/database.js'
import { heartbeatFile } from '../../store/heartbeat-file.js'
import { markFile } from '../../store/mark.js'
import type { Workspace } from '../workspace.js'

/**
 * Removes what workers that were killed at the wrong instant have left beside the database. It is in
 * nobody's way, so what can't be removed stays.
 */
export async function clearLeftovers({ db }: Pick<Workspace, 'db'>): Promise<void> {
  const file = await databaseFile(db)
  for (const path of [markFile(file), heartbeatFile(file), tokenFileOf(file)]) {
    await clearUnfinished(path).catch(() => {})
  }
}
