import type { Digest } from '../../src/mail/message.js'
import { mailTemplates, renderMessage } from '../../src/mail/render.js'
import { type View, viewOf } from '../../src/mail/view/view.js'
import { accountManagerDigest } from '../../src/report/digest/account-manager.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { dana, eventful, factsFrom } from '../fixture/portfolio.js'
import { compare, onProcessor } from './alternation.js'
import { compared, type Finding } from './finding.js'
import { mjmlPerRecipient } from './mjml-per-recipient.js'

/** HTML from compiled templates against MJML for each recipient, in processor time. */
export async function rendering(): Promise<Finding[]> {
  const managers = (accounts: number) => accountManagerDigest(portfolio(accounts), dana)
  const executives = (accounts: number) => executiveDigest(portfolio(accounts), dana, null)
  return [
    ...(await renderingOf(withRows(12, managers), 80)),
    ...(await renderingOf(withRows(35, executives), 35)),
  ]
}

async function renderingOf(digest: Digest, atLeast: number): Promise<Finding[]> {
  const { role } = digest
  const { html, text } = mailTemplates[role]
  const view = viewed(digest)
  const name = `${role}, ${rowsIn(digest)} rows`
  const alone = await compare(12, {
    ours: onProcessor(1000, () => html(view)),
    theirs: onProcessor(15, () => mjmlPerRecipient(role, view)),
  })
  const whole = await compare(12, {
    ours: onProcessor(200, () => renderMessage(digest, { cutOff: digest.cutOff })),
    theirs: onProcessor(15, async () => {
      const view = viewed(digest)
      return { html: await mjmlPerRecipient(role, view), text: text(view) }
    }),
  })
  return [
    compared(`HTML of a digest (${name})`, 'MJML per recipient', { ...alone, atLeast }),
    compared('its words, HTML and text', 'the same', { ...whole, atLeast: null }),
  ]
}

/** The smallest digest whose message lists so many rows. */
function withRows(rows: number, digestOf: (accounts: number) => Digest): Digest {
  for (let accounts = 1; accounts <= 500; accounts++) {
    const digest = digestOf(accounts)
    if (rowsIn(digest) >= rows) return digest
  }
  throw new Error(
    `no message has ${rows} rows: a mail shows fewer, however many accounts there are`,
  )
}

function rowsIn(digest: Digest): number {
  return mailTemplates[digest.role].html(viewed(digest)).split('<th scope="row"').length - 1
}

function viewed(digest: Digest): View {
  return viewOf(digest, { cutOff: digest.cutOff, links: null, replyTo: '' }, 1)
}

/** Accounts of one manager, in which everything happens, over and over. */
function portfolio(accounts: number) {
  const kinds = Object.values(eventful)
  const stories = Array.from({ length: accounts }, (_, index) => {
    const { account, ...story } = kinds[index % kinds.length] ?? {
      account: { name: '' },
      scores: [],
    }
    return [`A${index}`, { ...story, account: { ...account, accountManager: dana } }] as const
  })
  return factsFrom(Object.fromEntries(stories))
}
