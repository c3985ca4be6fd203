import { createTransport } from 'nodemailer'
import { logoImages } from '../../src/mail/picture.js'
import { mailTemplates } from '../../src/mail/render.js'
import { viewOf } from '../../src/mail/view/view.js'
import { digestFor } from '../../src/run/drafts.js'
import { readPortfolio, recipients } from '../../src/run/facts.js'
import { ledgerReport } from '../../src/run/ledger-report.js'
import type { Workspace } from '../../src/run/workspace.js'
import { lastWeek } from './generated-database.js'
import type { MailSink } from './mail-sink.js'
import { mjmlPerRecipient } from './mjml-per-recipient.js'
import { readingPoint } from './workspace.js'

/**
 * The same messages to the same people as such reports are usually sent: one after the other, MJML
 * for each, composed by nodemailer when it is sent, over a connection of its own. It keeps no
 * ledger. Facts, digests, words and pictures are ours.
 */
export async function sendUsually(work: Workspace, { options }: MailSink): Promise<void> {
  const portfolio = await readPortfolio(work, readingPoint(lastWeek))
  if (portfolio.kind !== 'facts') throw new Error(portfolio.kind)
  const { facts } = portfolio
  const ledger = await ledgerReport(work, facts)
  const transport = createTransport(options)
  for (const { role, name, address, region } of recipients(work.config, facts)) {
    const digest = digestFor(facts, { role, name, address, region }, () => ledger)
    const view = viewOf(digest, { cutOff: facts.cutOff, links: null, replyTo: '' }, 1)
    const html = await mjmlPerRecipient(role, view)
    await transport.sendMail({
      from: { ...work.config.mailFrom },
      to: { name, address },
      subject: view.subject,
      html,
      text: mailTemplates[role].text(view),
      attachments: logoImages(facts.presentation).map(({ cid, png }) => ({ cid, content: png })),
    })
  }
}
