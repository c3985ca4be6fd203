import { type Format, formatOf } from '../../format.js'
import type { DeliveryState } from '../../report/delivery.js'
import { readBounces } from '../../store/bounces.js'
import type { Database } from '../../store/database.js'
import {
  type Delivery,
  type DeliveryFilter,
  findDeliveries,
  isLetGo,
  readLastWeek,
} from '../../store/deliveries.js'
import { aboutReports, type EditionKind } from '../../store/editions.js'
import { readUnsubscribes } from '../../store/unsubscribes.js'
import { deliveryJson } from '../delivery-json.js'
import { deliveryText } from '../delivery-table.js'
import { summary } from '../send-report.js'
import { type CommonOptions, configOrFail, inExistingWorkspace } from '../session.js'
import type { ExitCode, Terminal } from '../terminal.js'
import { unsubscribedTable } from '../unsubscribed.js'
import { weekOption } from '../week-option.js'

export interface DeliveriesOptions extends CommonOptions {
  readonly week?: string
  readonly state?: DeliveryState
  readonly uncertain?: true
  readonly json?: true
}

/** Lists deliveries as the ledger has them. */
export async function deliveries(
  terminal: Terminal,
  options: DeliveriesOptions,
): Promise<ExitCode> {
  const config = configOrFail(terminal, options)
  const week = options.week === undefined ? null : weekOption(options.week, terminal, config)
  return await inExistingWorkspace(terminal, config, async ({ db }) => {
    const state = options.uncertain ? 'uncertain' : (options.state ?? null)
    const filter = await lastUnlessTold(db, { week, state, recipient: null })
    const found = await findDeliveries(db, filter)
    const ids = found.map(({ deliveryId }) => deliveryId)
    const bounces = await readBounces(db, ids)
    if (options.json) {
      const told = found.map((delivery) => deliveryJson(delivery, bounces))
      terminal.out(`${JSON.stringify(told, null, 2)}\n`)
    } else if (found.length === 0) terminal.out(`${none(filter)}\n`)
    else
      terminal.out(
        `${summaries(filter, found, formatOf(config))}${deliveryText(found, bounces)}${letGo(found, formatOf(config))}${next(filter)}`,
      )
    if (!options.json) terminal.out(unsubscribedTable(await readUnsubscribes(db)))
    return 0
  })
}

/** With neither a week nor a state, the last edition is what people want to see. */
async function lastUnlessTold(db: Database, filter: DeliveryFilter): Promise<DeliveryFilter> {
  if (filter.week !== null || filter.state !== null) return filter
  return { ...filter, week: await readLastWeek(db) }
}

/** Prompts and letters are mails of their own: whether everybody has the report is told apart. */
function summaries({ week }: DeliveryFilter, found: readonly Delivery[], format: Format): string {
  const of = (kinds: readonly EditionKind[]) => found.filter(({ kind }) => kinds.includes(kind))
  const told = [
    { what: '', those: of(aboutReports) },
    { what: 'prompt', those: of(['prompt']) },
    { what: 'letters', those: of(['change', 'new-link']) },
  ]
  return told
    .filter(({ those }) => those.length > 0)
    .map(({ what, those }) => {
      const head = [week ?? '', what].filter((word) => word !== '').join(', ')
      return `${head === '' ? '' : `${head}: `}${summary(those, format)}.\n`
    })
    .join('')
}

function none({ week, state }: DeliveryFilter): string {
  if (week === null && state === null) return 'There is no edition yet: mmr send makes one.'
  const which = state === null ? 'no delivery' : `no ${state} delivery`
  return `There is ${which}${week === null ? '' : ` of ${week}`}.`
}

function letGo(found: readonly Delivery[], { counted }: Format): string {
  const count = found.filter(isLetGo).length
  if (count === 0) return ''
  const are = counted(count, 'message of these is', 'messages of these are')
  return `${are} not kept any more (KEEP_MESSAGES_WEEKS).\n`
}

function next({ state }: DeliveryFilter): string {
  if (state !== 'uncertain') return ''
  return (
    'The server may have taken these, nobody knows. Its log, or the reader, can tell. To submit\n' +
    'one again, with the same Message-ID: mmr resend ID\n'
  )
}
