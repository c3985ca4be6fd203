import { createTransport } from 'nodemailer'
import { noPictures } from '../../src/mail/picture.js'
import { templates } from '../../src/mail/template.js'
import { viewOf } from '../../src/mail/view/view.js'
import { digestFor } from '../../src/run/digest-for.js'
import { ledgerReport } from '../../src/run/ledger-report.js'
import { readPortfolio, recipients } from '../../src/run/portfolio.js'
import type { Workspace } from '../../src/run/workspace.js'
import { lastWeek } from './generated-database.js'
import type { MailSink } from './mail-sink.js'
import { mjmlPerRecipient } from './mjml-per-recipient.js'
import { readingPoint } from './workspace.js'

/**
 * The same messages to the same people as such reports are usually sent: one after the other, MJML
 * for each, composed by nodemailer when it is sent, over a connection of its own. It keeps no ledger.
 */
export async function sendUsually(work: Workspace, { port }: MailSink): Promise<void> {
  const portfolio = await readPortfolio(work, readingPoint(lastWeek))
  if (portfolio.kind !== 'facts') throw new Error(portfolio.kind)
  const { facts } = portfolio
  const ledger = await ledgerReport(work, facts)
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true })
  for (const { role, name, address, region } of recipients(work.config, facts)) {
    const digest = digestFor(facts, { role, name, address, region }, ledger)
    const view = viewOf(
      digest,
      { cutOff: facts.cutOff, updateLinks: new Map(), pictures: noPictures },
      1,
    )
    await transport.sendMail({
      from: { ...work.config.mailFrom },
      to: { name, address },
      subject: view.subject,
      html: await mjmlPerRecipient(role, view),
      text: templates[role].text(view),
    })
  }
}
