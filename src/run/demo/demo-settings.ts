/**
 * The settings of the demo: the people of the fictional Larkfield Facility Services, under a domain
 * that can never exist. The real environment wins over them.
 */
export const demoSettings = {
  EXECUTIVES:
    'Dana Whitfield <dana.whitfield@larkfield.example>, ' +
    'Luis Ferrer <luis.ferrer@larkfield.example> (region=West; tz=America/Los_Angeles)',
  ACCOUNT_MANAGERS:
    'Priya Raman <priya.raman@larkfield.example>, ' +
    'Owen Castellano <owen.castellano@larkfield.example>, ' +
    'Ines Kröger <ines.kroeger@larkfield.example>, ' +
    'Marcus Tebele <marcus.tebele@larkfield.example>',
  ADMINS: 'Noor Haddad <noor.haddad@larkfield.example>',
  MAIL_FROM: 'Monday Morning Report <report@larkfield.example>',
  COMPANY_NAME: 'Larkfield Facility Services',
  TIME_ZONE: 'America/New_York',
  EXCHANGE_RATES: 'CAD=0.72, EUR=1.08',
  OUTBOX_DIR: 'demo/outbox',
}

/** Where the demo keeps its portfolio: made anew each time. */
export const demoDatabase = 'demo/larkfield.sqlite'
export const demoEnv = 'demo/settings.env'
/** Where the edition before goes: it is there to be compared with, and nobody is mailed it. */
export const demoLastWeek = 'demo/last-week'

/** The same as an env file, so that every command can go on where the demo ends. */
export function demoEnvFile(databaseFile: string): string {
  const settings = { ...demoSettings, DATABASE_URL: databaseFile }
  const lines = Object.entries(settings).map(([name, value]) => `${name}='${value}'`)
  return `# Written by mmr demo: the settings of its fictional company.\n${lines.join('\n')}\n`
}
