import { logoImages } from '../../mail/picture.js'
import { renderLetter } from '../../mail/render.js'
import type { Edition } from '../../store/editions.js'
import { isoUtc, type Workspace } from '../workspace.js'
import type { Draft } from './draft.js'
import { activeAccounts, presentation } from './portfolio.js'

/** The new link that somebody asked for, to all of their accounts. */
export async function newLinkDraft(work: Workspace, { week }: Edition): Promise<Draft> {
  const accounts = await activeAccounts(work, week)
  const shown = presentation(work)
  const { timeZone } = work.config
  const common = { presentation: shown, timeZone, week, at: isoUtc(work.now()) }
  return {
    asked: { week, accounts },
    render: (_, links) => ({
      message: renderLetter({ ...common, kind: 'new-link', links }),
      images: logoImages(shown),
    }),
  }
}
