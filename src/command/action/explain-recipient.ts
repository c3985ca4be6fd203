import { explainRecipient, type RecipientExplanation } from '../../run/explain-recipient.js'
import { recipientJson } from '../recipient-json.js'
import { recipientText } from '../recipient-text.js'
import { configOrFail, inExistingWorkspace } from '../session.js'
import { type ExitCode, type Terminal, UsageFault } from '../terminal.js'
import { weekOption } from '../week-option.js'
import type { ExplainOptions } from './explain.js'

/** Says why somebody did or did not get the report of a week. */
export async function explainTo(
  terminal: Terminal,
  address: string,
  options: ExplainOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  const week = weekOption(options.week, terminal, config)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const told = found(address, week, await explainRecipient(work, address, week))
    terminal.out(
      options.json ? `${JSON.stringify(recipientJson(told), null, 2)}\n` : recipientText(told),
    )
    return 0
  })
}

type Explained = Extract<RecipientExplanation, { kind: 'explained' }>

function found(address: string, week: string, explanation: RecipientExplanation): Explained {
  if (explanation.kind === 'explained') return explanation
  const { similar } = explanation
  const hint =
    similar === undefined ? 'mmr send --dry-run lists who does.' : `Did you mean ${similar}?`
  throw new UsageFault(
    `Nobody with the address ${address} gets a report of ${week}: it is neither in the settings, ` +
      `nor among the owners of accounts, nor in the ledger. ${hint}`,
  )
}
