import * as z from 'zod'
import { bounceSettings } from './bounces.js'
import { brandSettings } from './brand.js'
import { companySettings } from './company.js'
import { databaseSettings } from './database.js'
import { checkDkim, dkimSettings } from './dkim.js'
import { type Fault, faultOf } from './fault.js'
import { keepingSettings } from './keeping.js'
import { mailSettings } from './mail.js'
import { checkOwnCurrency, moneySettings } from './money.js'
import { bounceOAuthSettings, checkOAuth, smtpOAuthSettings } from './oauth.js'
import { peopleSettings } from './people.js'
import { checkBands, policySettings } from './policy.js'
import { scheduleSettings } from './schedule.js'
import { sendingSettings } from './sending.js'
import { type Description, descriptions } from './setting.js'
import { webSettings } from './web.js'

/** Every setting by name: the one list, in the order of `.env.example`. */
const table = z.object({
  ...peopleSettings,
  ...mailSettings,
  ...smtpOAuthSettings,
  ...dkimSettings,
  ...bounceSettings,
  ...bounceOAuthSettings,
  ...scheduleSettings,
  ...sendingSettings,
  ...webSettings,
  ...databaseSettings,
  ...keepingSettings,
  ...companySettings,
  ...brandSettings,
  ...moneySettings,
  ...policySettings,
})

export type Settings = z.output<typeof table>

/**
 * Reads all of them. A rule that joins two settings is checked as soon as those two can be read,
 * whatever is wrong elsewhere, so that one run reports every fault.
 */
export const settings = table
  .superRefine(checkOwnCurrency, { when: ({ value }) => ownCurrency.safeParse(value).success })
  .superRefine(checkDkim, { when: ({ value }) => dkim.safeParse(value).success })
  .superRefine(checkOAuth, { when: ({ value }) => oauth.safeParse(value).success })
  .superRefine(checkBands, { when: ({ value }) => bands.safeParse(value).success })

const ownCurrency = z.object({
  CURRENCY: z.string(),
  EXCHANGE_RATES: z.map(z.string(), z.bigint()),
})
const dkim = z.object({
  DKIM_DOMAIN: z.string(),
  DKIM_SELECTOR: z.string(),
  DKIM_KEY_FILE: z.string(),
})
const oauth = z.object({
  SMTP_URL: z.string().nullable(),
  BOUNCE_IMAP_URL: z.string().nullable(),
  ...textsIn(smtpOAuthSettings),
  ...textsIn(bounceOAuthSettings),
})
const limit = z.number().max(1000)
const bands = z.object({ RED_BELOW: limit, GREEN_FROM: limit })

/** What says whether all of them could be read. */
function textsIn(of: Readonly<Record<string, unknown>>): Record<string, z.ZodString> {
  return Object.fromEntries(Object.keys(of).map((name) => [name, z.string()]))
}

/** What is said of each setting, by name. */
export const described: ReadonlyMap<string, Description> = new Map(
  Object.entries(table.shape).flatMap(([name, schema]) => {
    const description = descriptions.get(schema)
    return description === undefined ? [] : [[name, description]]
  }),
)

const complaint = z.object({ expected: z.string(), given: z.string(), cure: z.string() })

/** What zod found, for people. `given` is the whole text of each variable. */
export function faultOfIssue(issue: z.core.$ZodIssue, given: Record<string, string>): Fault {
  const name = String(issue.path[0])
  const own = complaint.safeParse(issue.code === 'custom' ? issue.params : undefined)
  const { expected = '', cure = '' } = described.get(name) ?? {}
  return faultOf(name, own.success ? own.data : { expected, given: given[name] ?? '', cure })
}
