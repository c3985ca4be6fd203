import { formatOf } from '../../format.js'
import { type Explanation, explainAccount } from '../../run/explain.js'
import { explanationJson } from '../explanation-json.js'
import { explanationText } from '../explanation-text.js'
import { withoutRate } from '../send-report.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import { type ExitCode, Failure, type Terminal, UsageFault } from '../terminal.js'
import { weekOption } from '../week-option.js'

export interface ExplainOptions extends CommonOptions {
  readonly week?: string
  readonly json?: true
}

/** Says why an account stands where it stands. */
export async function explain(
  terminal: Terminal,
  named: string,
  options: ExplainOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  const week = weekOption(options.week, terminal, config)
  return await inExistingWorkspace(terminal, config, async (work) => {
    const explanation = found(named, await explainAccount(work, named, week))
    const text = options.json
      ? `${JSON.stringify(explanationJson(explanation), null, 2)}\n`
      : explanationText(explanation, formatOf(config))
    terminal.out(text)
    return 0
  })
}

type Explained = Extract<Explanation, { kind: 'explained' }>

function found(named: string, explanation: Explanation): Explained {
  switch (explanation.kind) {
    case 'explained':
      return explanation
    case 'no-rate':
      throw new Failure(withoutRate(explanation.currencies))
    case 'no-account': {
      const similar = explanation.similar.slice(0, 5)
      const names = similar.map(({ accountId, name }) => `${accountId} (${name})`)
      const hint =
        names.length === 0
          ? 'Give its id or its name as in accounts.csv.'
          : `Did you mean ${names.join(', ')}?`
      throw new UsageFault(`There is no account "${named}". ${hint}`)
    }
  }
}
