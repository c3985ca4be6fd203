import { once } from 'node:events'
import { createServer } from 'node:net'
import * as z from 'zod'
import { describeAddressFault, faultInAddress, nameFromAddress } from '../address.js'
import { matchKey, plainForm } from '../characters.js'
import type { Config } from '../config/config.js'
import type { WebConfig } from '../config/web.js'
import type { Format } from '../format.js'
import { formatOf } from '../format.js'
import { keyFileOf, readKeyFile } from '../link/key-file.js'
import { cureOf } from '../mail/login.js'
import { isLoopback, readImapServer } from '../mail/server-url.js'
import { managerKey } from '../report/account.js'
import { lackingRates } from '../report/contract/contracts.js'
import { mostSummable, sumIn } from '../report/money.js'
import { isPseudonym } from '../report/pseudonym.js'
import type { Person } from '../report/recipient.js'
import { lastEndedWeek } from '../report/week.js'
import { today } from '../store/account-versions.js'
import type { StoredAccount } from '../store/accounts.js'
import { readAccounts, readNamelessManagers } from '../store/accounts.js'
import { readMailboxFault } from '../store/bounces.js'
import type { Database } from '../store/database.js'
import { findDeliveries } from '../store/deliveries.js'
import type { Hold } from '../store/installation.js'
import { readHold } from '../store/installation.js'
import { readFailingPulls } from '../store/pulled-imports.js'
import { snapshotCount, weekRange } from '../store/snapshots.js'
import { contractFindings } from './check-contracts.js'
import type { Finding } from './finding.js'
import { pulledKinds } from './pull-orders.js'
import type { Workspace } from './workspace.js'
import { isoUtc } from './workspace.js'

/** Everything in the data and the settings together that needs care. */
export async function findings(work: Workspace): Promise<Finding[]> {
  const { db, config } = work
  const accounts = await readAccounts(db, today)
  if (accounts.length === 0) {
    return [...nobody(config), fault('There are no accounts.', 'Run mmr import accounts FILE.')]
  }
  return [
    ...nobody(config),
    ...withoutRate(accounts, work),
    ...beyondExact(accounts, config),
    ...alike(accounts),
    ...(await withoutSnapshots(work)),
    ...(await contractFindings(accounts, work)),
    ...unusableAddresses(accounts, config),
    ...ownedByNobody(accounts),
    ...(await namelessManagers(db)),
    ...ownersNotInSettings(accounts, config),
    ...managersWithoutAccounts(accounts, config),
    ...regionsWithoutAccounts(accounts, config),
    ...(await ledgerFindings(db, formatOf(config))),
    ...(await bounceFindings(work)),
    ...(await pullFindings(work)),
    ...(await inMails(work)),
  ]
}

/** The templates are loaded for this alone, and may not have been built. */
async function inMails(work: Workspace): Promise<Finding[]> {
  let check: typeof import('./check-mails.js')
  try {
    check = await import('./check-mails.js')
  } catch (error) {
    return [fault(error instanceof Error ? error.message : String(error), '')]
  }
  return await check.mailFindings(work)
}

function nobody({ executives, admins }: Config): Finding[] {
  const missing = [
    { people: executives, name: 'EXECUTIVES', who: 'No executive gets the report' },
    { people: admins, name: 'ADMINS', who: 'Nobody is told when something fails' },
  ].filter(({ people }) => people.length === 0)
  return missing.map(({ name, who }) =>
    warning(`${who}: ${name} is empty.`, `Set ${name}="Full Name <name@example.com>".`),
  )
}

/** Of accounts that have not ended: what a comparison needs of old has the rate of its report. */
function withoutRate(accounts: readonly StoredAccount[], { config, now }: Workspace): Finding[] {
  const exchange = { currency: config.currency, rates: config.exchangeRates }
  const week = lastEndedWeek(now(), config.timeZone)
  return lackingRates({ accounts, week }, exchange).map((currency) =>
    fault(
      `There are accounts in ${currency} and no rate for it.`,
      `Add ${currency}=RATE to EXCHANGE_RATES: what 1 ${currency} is worth in ${config.currency}.`,
    ),
  )
}

/** Rates may have changed since the import, which refuses what can't be summed to the cent. */
function beyondExact(
  accounts: readonly StoredAccount[],
  { currency, exchangeRates }: Config,
): Finding[] {
  const total = accounts.reduce(
    (sum, account) =>
      sum + sumIn({ ...account, amounts: 1, sum: BigInt(account.annualRevenue) }, exchangeRates),
    0n,
  )
  if (total <= mostSummable) return []
  return [
    fault(
      `The accounts' revenue makes ${total / 100n} ${currency}, and beyond ${mostSummable / 100n} sums are not exact.`,
      'Check EXCHANGE_RATES and the amounts, or report in a larger unit: another CURRENCY.',
    ),
  ]
}

/** Accounts of before ids in other bytes were one: each would go on as an account of its own. */
function alike(accounts: readonly StoredAccount[]): Finding[] {
  const groups = new Map<string, StoredAccount[]>()
  for (const account of accounts) {
    const id = plainForm(account.accountId)
    groups.set(id, [...(groups.get(id) ?? []), account])
  }
  return [...groups.values()].flatMap((those) => {
    if (those.length === 1) return []
    const names = those.map(({ accountId, name }) => `"${accountId}" (${name})`)
    return warning(
      `${those.length} accounts have ids that look the same: ${names.join(', ')}.`,
      'They are one account, imported in other bytes. End all but one of them: import the file that named it, with an ended_on.',
    )
  })
}

async function withoutSnapshots({ db, config, now }: Workspace): Promise<Finding[]> {
  const week = lastEndedWeek(now(), config.timeZone)
  if ((await snapshotCount(db, week, isoUtc(now()))) > 0) return []
  const range = await weekRange(db)
  const last = range === null ? 'There are none at all.' : `The last ones are of ${range.last}.`
  return [
    fault(
      `There are no snapshots of ${week}, the week that just ended. ${last}`,
      'Run mmr import snapshots FILE; without them the edition is held.',
    ),
  ]
}

/** What an earlier version of the import took. Whoever gets no mail anyway can wait. */
function unusableAddresses(
  accounts: readonly StoredAccount[],
  { accountManagers: { everyone, listed } }: Config,
): Finding[] {
  const reached = new Set(listed.map(managerKey))
  const owners = new Map(accounts.map(({ accountManager: one }) => [managerKey(one), one]))
  return [...owners].flatMap(([key, { name, address }]) => {
    const found = faultInAddress(address)
    if (found === null) return []
    const tell = everyone || reached.has(key) ? fault : warning
    return [
      tell(
        `No mail can go to ${name}, who owns accounts: ${describeAddressFault(address, found)}`,
        'Correct it in accounts.csv and import that again.',
      ),
    ]
  })
}

function ownedByNobody(accounts: readonly StoredAccount[]): Finding[] {
  const owned = accounts.filter(({ accountManager }) => isPseudonym(accountManager.address))
  if (owned.length === 0) return []
  const who =
    owned.length === 1
      ? `The account ${owned[0]?.accountId} belongs`
      : `${owned.length} accounts belong`
  return [
    warning(
      `${who} to somebody who was erased: nobody gets a digest of it.`,
      'Give it a new owner in accounts.csv and import that again.',
    ),
  ]
}

/** What mails call them is a guess, and a person may be called otherwise. */
async function namelessManagers(db: Database): Promise<Finding[]> {
  const addresses = await readNamelessManagers(db)
  if (addresses.length === 0) return []
  const some = addresses.slice(0, 5).map((address) => `${address} (${nameFromAddress(address)})`)
  const more = addresses.length > some.length ? ` and ${addresses.length - some.length} more` : ''
  return [
    warning(
      `Of account managers, only the addresses are known; mails call them by these: ${some.join(', ')}${more}.`,
      'Add the names to the accounts, or import them with --owners FILE.',
    ),
  ]
}

function ownersNotInSettings(accounts: readonly StoredAccount[], config: Config): Finding[] {
  const { everyone, listed } = config.accountManagers
  if (everyone) return []
  const known = new Set(listed.map(managerKey))
  const owners = new Map(
    accounts.map(({ accountManager }) => [managerKey(accountManager), accountManager]),
  )
  return [...owners]
    .filter(([key]) => !known.has(key) && !isPseudonym(key))
    .map(([, { name, address }]) =>
      warning(
        `${name} <${address}> owns accounts and gets no digest.`,
        'Add them to ACCOUNT_MANAGERS, or put * into it for every owner.',
      ),
    )
}

function managersWithoutAccounts(accounts: readonly StoredAccount[], config: Config): Finding[] {
  const owners = new Set(accounts.map(({ accountManager }) => managerKey(accountManager)))
  return config.accountManagers.listed
    .filter((person) => !owners.has(managerKey(person)))
    .map(({ address }) =>
      warning(
        `ACCOUNT_MANAGERS names ${address}, who owns no account.`,
        'Correct the address there or in accounts.csv: their digest would be empty.',
      ),
    )
}

function regionsWithoutAccounts(accounts: readonly StoredAccount[], config: Config): Finding[] {
  const regions = new Set(accounts.map(({ region }) => matchKey(region ?? '')))
  return config.executives
    .filter((person: Person) => person.region !== null && !regions.has(matchKey(person.region)))
    .map(({ address, region }) =>
      fault(
        `EXECUTIVES gives ${address} the region ${region}, which no account is in.`,
        'Correct it there, or the region in accounts.csv.',
      ),
    )
}

function fault(what: string, cure: string): Finding {
  return { kind: 'fault', what, cure }
}

function warning(what: string, cure: string): Finding {
  return { kind: 'warning', what, cure }
}

/**
 * What needs care of the links and the server behind them. Makes no key, and leaves the port free.
 */
export async function webFindings(
  { web, mail }: Pick<Config, 'web' | 'mail'>,
  databaseFile: string,
): Promise<Finding[]> {
  if (web.url === null) return [withoutLinks]
  return [
    ...(await inKeys(web, keyFileOf(databaseFile))),
    ...(await inPort(web)),
    ...withoutProxies(web),
    ...(mail.kind === 'smtp' && isLoopback(new URL(web.url).hostname) ? [leadingNowhere] : []),
  ]
}

const leadingNowhere: Finding = {
  kind: 'warning',
  what: 'WEB_URL is an address of this computer: in other people’s mails, its links lead nowhere.',
  cure: 'Set it to the address as people reach the web server, such as https://report.example.com.',
}

const withoutLinks: Finding = {
  kind: 'remark',
  what: 'WEB_URL is not set: mails go out without links, account managers answer by replying, and no prompt is sent.',
  cure: 'Set it to the address as people reach the web server, such as https://report.example.com.',
}

async function inKeys({ linkKeys }: WebConfig, file: string): Promise<Finding[]> {
  if (linkKeys.length > 0) return []
  try {
    await readKeyFile(file)
    return []
  } catch (error) {
    return [{ kind: 'fault', what: `The links can’t be signed: ${wordsOf(error)}`, cure: '' }]
  }
}

/**
 * Where something listens already, it is well when it is this report's own server, which tells what
 * it has seen of the proxy before it.
 */
async function inPort({ host, port }: WebConfig): Promise<Finding[]> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return []
  } catch (error) {
    const served = await askServer(host, port)
    if (served !== null) return served.remarks.map((remark) => ({ kind: 'warning', ...remark }))
    const what = `The web server cannot listen on ${host}, port ${port}: ${wordsOf(error)}.`
    return [{ kind: 'fault', what, cure: 'Set WEB_HOST and WEB_PORT to what is free here.' }]
  } finally {
    server.close()
  }
}

type Health = z.output<typeof health>

const health = z.object({
  status: z.string(),
  remarks: z.array(z.object({ what: z.string(), cure: z.string() })).default([]),
})

/** How our own server is; null where that port is another program's. */
async function askServer(host: string, port: number): Promise<Health | null> {
  const near = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host
  const address = near.includes(':') ? `[${near}]` : near
  try {
    const signal = AbortSignal.timeout(2000)
    const answer = await fetch(`http://${address}:${port}/healthz`, { signal })
    return health.safeParse(await answer.json()).data ?? null
  } catch {
    return null
  }
}

/** Where other computers get at the server, none of them may be believed about who asks. */
function withoutProxies({ host, trustedProxies }: WebConfig): Finding[] {
  const isOpen = !isLoopback(host)
  if (!isOpen || trustedProxies.some((range) => !isLoopback(range.split('/')[0] ?? ''))) return []
  return [
    {
      kind: 'warning',
      what: `WEB_HOST=${host} lets other computers ask the web server, and TRUSTED_PROXIES names none of them: all who come by a proxy there count as one visitor, and one who asks too often keeps all others out.`,
      cure: 'Add the proxy’s address to TRUSTED_PROXIES, for a container the gateway of its network; or set WEB_HOST to 127.0.0.1 where the proxy is on this computer.',
    },
  ]
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What of the ledger waits for a person. */
async function ledgerFindings(db: Database, format: Format): Promise<Finding[]> {
  const hold = await readHold(db)
  const uncertain = await findDeliveries(db, { week: null, state: 'uncertain', recipient: null })
  return [
    ...(hold === null ? [] : [onHold(hold)]),
    ...(uncertain.length === 0 ? [] : [waiting(uncertain.length, format)]),
  ]
}

function onHold({ reason, since }: Hold): Finding {
  return {
    kind: 'fault',
    what: `Sending is on hold since ${since}: ${reason}.`,
    cure: 'mmr release lets it go on.',
  }
}

function waiting(count: number, { counted }: Format): Finding {
  return {
    kind: 'warning',
    what: `${counted(count, 'delivery is', 'deliveries are')} uncertain.`,
    cure: 'mmr deliveries --uncertain lists them; mmr resend submits what nobody has had.',
  }
}

/** What could not be pulled when it was tried last. */
async function pullFindings({ db, config }: Workspace): Promise<Finding[]> {
  const kinds = pulledKinds.filter((kind) => config.imports[kind] !== null)
  return (await readFailingPulls(db, kinds)).map(({ of, since, reason }) =>
    warning(
      `The ${of} can’t be pulled since ${isoUtc(since)}: ${reason}`,
      `mmr import ${of} tries it now.`,
    ),
  )
}

/** What stands in the way of reading what comes back. */
export async function bounceFindings({ db, config }: Workspace): Promise<Finding[]> {
  const { imapUrl, oauth } = config.bounces
  if (imapUrl === null) return []
  const reading = readImapServer(imapUrl)
  if (reading.kind === 'fault') {
    return [{ kind: 'fault', what: reading.fault, cure: 'Until then no bounce is read.' }]
  }
  const failing = await readMailboxFault(db)
  if (failing === null) return []
  const { since, reason } = failing
  const what = `The mailbox of bounces can’t be read since ${since}: ${reason}.`
  const known = cureOf(reason, { urlName: 'BOUNCE_IMAP_URL', withToken: oauth !== null })
  return [
    { kind: 'warning', what, cure: `${known ?? 'Correct BOUNCE_IMAP_URL.'} mmr bounces tries it.` },
  ]
}
