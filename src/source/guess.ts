import { matchKey } from '../characters.js'
import { readScale } from './scale.js'

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

/** What CRMs call a company's own turnover, and people at times what its contract brings in. */
const turnover =
  'annual revenue, yearly revenue, jahresumsatz, umsatz, chiffre d affaires, ingresos anuales, ' +
  'jaaromzet, omzet, revenue'

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
    'currency, currency code, arr currency, acv currency, annual revenue currency, account currency, contract currency, ' +
      'wahrung, devise, moneda, valuta',
  ],
  [
    'annual_revenue',
    'arr, annual recurring revenue, acv, annual contract value, contract value, current arr, ' +
      `total arr, contract arr, contract acv, annual value, annual fee, vertragswert, ${turnover}`,
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
  const keys = headers.map((header) => {
    const { bare, unit } = unitOfHeader(header)
    return { header: letters(header), bare: letters(bare), unit }
  })
  const guessed = new Map<number, string>()
  for (const [column, names] of namesOf[kind]) {
    if (taken.has(column)) continue
    const open = [...keys.entries()].filter(
      ([at, { unit }]) =>
        !guessed.has(at) && !(column === 'annual_revenue' && isOfLessThanAYear(unit)),
    )
    const places = names.flatMap((name) => [
      open.find(([, { header }]) => header === name)?.[0] ?? -1,
      open.find(([, { bare }]) => bare === name)?.[0] ?? -1,
    ])
    const place = places.find((at) => at !== -1)
    if (place !== undefined) guessed.set(place, column)
  }
  return guessed
}

const turnoverNames = new Set(turnover.split(', ').map(letters))

/** Whether a CRM most likely means the customer's own turnover by it, whatever its unit. */
export function isTurnover(header: string): boolean {
  const isOwn = header.trim().toLowerCase() === 'annual_revenue'
  return !isOwn && turnoverNames.has(letters(unitOfHeader(header).bare))
}

function isOfLessThanAYear(unit: HeaderUnit | null): boolean {
  return unit?.kind === 'of' && unit.span !== 'year'
}

/** What a header says of its figures. */
export type HeaderUnit =
  | { readonly kind: 'of'; readonly span: 'week' | 'month' | 'quarter' | 'year' }
  | { readonly kind: 'times'; readonly times: 1000 | 1_000_000 }
  /** As a scale is written: `0-10`. */
  | { readonly kind: 'scale'; readonly scale: string }
  /** Days, percent or a currency, as columns have them anyway. */
  | { readonly kind: 'usual' }

/** A header without its unit, as in `Notice period (months)`, and the unit; null for none. */
export function unitOfHeader(header: string): {
  readonly bare: string
  readonly unit: HeaderUnit | null
} {
  const text = header.trim()
  for (const form of unitForms) {
    const { bare = '', unit: words = '' } = form.exec(text)?.groups ?? {}
    const unit = bare === '' ? null : readUnit(words.trim())
    if (unit !== null) return { bare: bare.trim(), unit }
  }
  return { bare: text, unit: null }
}

const unitForms = [
  /^(?<bare>[^([]+)[([](?<unit>[^()[\]]+)[)\]]$/u,
  /^(?<bare>.+?),?\s(?:in|per|\/)\s(?<unit>.+)$/iu,
  /^(?<bare>.+?),?\s(?<unit>(?:out of|\/)\s\d+)$/iu,
  /^(?<unit>weekly|monthly|quarterly|monatliche?r?)\s(?<bare>.+)$/iu,
]

const currencies = new Set(Intl.supportedValuesOf('currency'))

function readUnit(text: string): HeaderUnit | null {
  const words = text.replace(/^(?:in|per|pro|scale|skala|calendar)\s+/i, '')
  const top = /^(?:\/|out of|of|max\.?)\s*(\d{1,4})$/i.exec(words)?.[1]
  const scale = top === undefined ? words.replace(/\s+to\s+/i, '-') : `0-${top}`
  if (readScale(scale) !== null) return { kind: 'scale', scale: scale.replace(/\s*[-–:]\s*/, '-') }
  const span = spans.find(([, names]) => names.test(words))?.[0]
  if (span !== undefined) return { kind: 'of', span }
  const amount = words.replace(/[€$£]|\b[A-Z]{3}\b|(?<=^[kKTM])[A-Z]{3}$/g, '').trim()
  if (/^(?:k|t|tsd\.?|thousands?|(?:'?000)s?)(?: of)?$/i.test(amount))
    return { kind: 'times', times: 1000 }
  if (/^(?:m|mn|mm|mio\.?|mln|millions?)(?: of)?$/i.test(amount)) {
    return { kind: 'times', times: 1_000_000 }
  }
  const isUsual = /^(?:[€$£%]|percent|days?|tagen?|jours)$/i.test(words) || currencies.has(words)
  return isUsual ? { kind: 'usual' } : null
}

const spans = [
  ['week', /^(?:weeks?|weekly|wks?|wochen?|semaines)$/i],
  ['month', /^(?:months?|monthly|mths?|mo|monate?n?|monatliche?r?|mois|meses|maanden)$/i],
  ['quarter', /^(?:quarters?|quarterly|quartale?)$/i],
  ['year', /^(?:years?|yearly|yrs?|annual|jahre?n?|ans|p\.?a\.?)$/i],
] as const

function letters(text: string): string {
  return matchKey(text)
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]/gu, '')
}
