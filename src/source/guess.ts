import { matchKey } from '../characters.js'

/** What a file is of. */
export type ExportKind = 'accounts' | 'snapshots'

/**
 * What exports call a column, the likeliest first: letters and digits alone, without marks. A guess
 * is for a person to confirm; an import reads no more than a column's own names.
 */
type Names = readonly (readonly [column: string, names: string])[]

const identity =
  'account id, customer id, client id, company id, record id, crm id, external id, account number, ' +
  'account no, customer number, customer no, client number, kunden nr, kundennummer, kunden id, ' +
  'debitorennummer, debitor, numero client, code client, id cliente, codigo cliente, klantnummer, id'

const naming =
  'account name, company name, customer name, client name, account, customer, company, client, ' +
  'kundenname, kunde, firma, nom du client, societe, nombre del cliente, cliente, klantnaam, klant'

const accountNames: Names = [
  ['account_id', identity],
  ['name', `name, ${naming}`],
  [
    'account_manager_address',
    'account manager email, account owner email, company owner email, owner email, csm email, ' +
      'manager email, betreuer email, owner email address, email, e mail, mail, email address',
  ],
  [
    'account_manager',
    'account manager, account owner, company owner, owner, csm, customer success manager, ' +
      'key account manager, kam, betreuer, kundenbetreuer, verantwortlich, responsable, manager, ' +
      'account owner name, owner name, csm name',
  ],
  [
    'currency',
    'currency, currency code, annual revenue currency, account currency, contract currency, ' +
      'wahrung, devise, moneda, valuta',
  ],
  [
    'annual_revenue',
    'annual revenue, arr, annual recurring revenue, annual contract value, acv, contract value, ' +
      'annual value, yearly revenue, jahresumsatz, umsatz, chiffre d affaires, ingresos anuales, ' +
      'jaaromzet, omzet, revenue',
  ],
  [
    'notice_days',
    'notice days, notice period, notice period days, days notice, notice, kundigungsfrist, preavis, ' +
      'opzegtermijn, plazo de preaviso',
  ],
  ['region', 'region, territory, sales region, gebiet, regio'],
  ['segment', 'segment, industry, sector, tier, branche'],
  [
    'renewal_date',
    'renewal date, renewal, contract end date, contract end, contract renewal date, vertragsende, ' +
      'fin de contrat, einddatum contract',
  ],
  ['started_on', 'started on, contract start date, contract start, customer since, vertragsbeginn'],
]

const snapshotNames: Names = [
  ['account_id', `${identity}, ${naming}`],
  [
    'week',
    'week, calendar week, kw, week of, week ending, woche, kalenderwoche, semaine, semana, ' +
      'snapshot date, report date, as of, as of date, health score last updated, ' +
      'score last modified date, score date, last updated, updated at, timestamp, date, datum',
  ],
  ['relationship', 'relationship, relationship score, beziehung'],
  ['innovation', 'innovation, innovation score'],
  ['service', 'service, service score, service quality'],
  ['commercial', 'commercial, commercial score'],
  [
    'health',
    'health, health score, overall health, overall health score, customer health, current score, ' +
      'overall score, score, gesundheit',
  ],
  ['pulse', 'pulse, csm pulse, rag, rag status, ampel, traffic light, sentiment'],
  ['note', 'note, notes, comment, comments, kommentar, bemerkung, remarks'],
]

const namesOf: Readonly<Record<ExportKind, ReadonlyMap<string, readonly string[]>>> = {
  accounts: inKeys(accountNames),
  snapshots: inKeys(snapshotNames),
}

function inKeys(names: Names): ReadonlyMap<string, readonly string[]> {
  return new Map(names.map(([column, names]) => [column, names.split(', ').map(letters)]))
}

/**
 * Which columns the headers of a file are likely to be, by their places: each column once. Those in
 * `taken`, columns that are known already, are no guess any more.
 */
export function guessColumns(
  headers: readonly string[],
  kind: ExportKind,
  taken: ReadonlySet<string> = new Set(),
): Map<number, string> {
  const keys = headers.map(letters)
  const guessed = new Map<number, string>()
  for (const [column, names] of namesOf[kind]) {
    if (taken.has(column)) continue
    const places = names.map((name) =>
      keys.findIndex((key, at) => key === name && !guessed.has(at)),
    )
    const place = places.find((at) => at !== -1)
    if (place !== undefined) guessed.set(place, column)
  }
  return guessed
}

function letters(text: string): string {
  return matchKey(text)
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
}
