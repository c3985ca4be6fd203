import type { Format } from '../format.js'
import type { Role } from '../report/recipient.js'
import type { ComingMail } from '../run/coming-mail.js'
import { table } from './table.js'

/**
 * Who gets what next, and when, one line for each person. Of a role with more people than a screen
 * has room for, it tells how many get it at which time.
 */
export function comingMailText(coming: readonly ComingMail[], format: Format): string {
  if (coming.length === 0) return 'Nobody gets anything: no people are set.\n'
  const byRole = new Map<Role, ComingMail[]>()
  for (const one of coming) {
    byRole.set(one.recipient.role, [...(byRole.get(one.recipient.role) ?? []), one])
  }
  const rows = [...byRole].flatMap(([role, those]) =>
    (those.length > mostNamed ? inNumbers(those, format) : those.map(person)).map((row) => [
      `  ${role}`,
      ...row,
    ]),
  )
  return `Who gets what next, on their own clocks:\n${table(rows, [17, 60, 100])}`
}

const mostNamed = 12

function person(one: ComingMail): [string, string] {
  const { name, address, region } = one.recipient
  const who = name === '' || name === address ? address : `${name} <${address}>`
  return [region === null ? who : `${who} (region ${region})`, what(one)]
}

/** How many get the same at the same time, most first. */
function inNumbers(those: readonly ComingMail[], { counted }: Format): [string, string][] {
  const counts = new Map<string, number>()
  for (const one of those) {
    const same = one.unsubscribedSince === null ? what(one) : 'nothing: unsubscribed'
    counts.set(same, (counts.get(same) ?? 0) + 1)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([same, count]) => [counted(count, 'person', 'people'), same])
}

function what({ zone, report, prompt, unsubscribedSince }: ComingMail): string {
  if (unsubscribedSince !== null) return `nothing: unsubscribed since ${unsubscribedSince}`
  const times = [
    { at: report, mail: `report ${clock(report)}` },
    ...(prompt === null ? [] : [{ at: prompt, mail: `prompt ${clock(prompt)}` }]),
  ]
  const inTurn = times.toSorted((one, other) => (one.at < other.at ? -1 : 1))
  return `${inTurn.map(({ mail }) => mail).join(', ')} ${zone}`
}

/** `Mon 2026-11-23 07:00` of `2026-11-23T07:00:00+01:00`. */
function clock(local: string): string {
  const [day = '', time = ''] = local.split('T')
  return `${weekdays[new Date(`${day}T00:00:00Z`).getUTCDay()]} ${day} ${time.slice(0, 5)}`
}

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
