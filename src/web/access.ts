import type { FastifyReply } from 'fastify'
import { matchKey } from '../characters.js'
import { managerKey } from '../report/account.js'
import type { Person } from '../report/recipient.js'
import { firstDay, type Week } from '../report/week.js'
import { ownsAccounts } from '../store/accounts.js'
import { findDeliveriesById } from '../store/deliveries.js'
import type { StoredLink } from '../store/links.js'
import { showMessage } from './answer.js'
import type { Web } from './web.js'

/**
 * Whether the settings that the program runs with, and the accounts as they were imported last, still
 * let the reader of a link do what it is for. Asked at each request, so that whoever is taken out of
 * them has no access from then on; who is put back has it again, until the link expires. Whether
 * somebody has unsubscribed doesn't matter: that ends their mails, at their own wish, and not what
 * they are responsible for.
 */
export async function isEntitled(web: Web, link: StoredLink): Promise<boolean> {
  switch (link.purpose) {
    // Nobody has to be anybody to get no more mail.
    case 'unsubscribe':
      return true
    case 'view':
      return await mayRead(web, link)
    // To take a change back is to write about an account: that is for who manages it today.
    case 'update':
    case 'list':
    case 'revert':
      return link.week !== null && (await isManager(web, link.address, link.week))
  }
}

/** A mail is for those whom it would be sent to today: for an executive, with no more regions in it. */
async function mayRead(web: Web, { deliveryId, address }: StoredLink): Promise<boolean> {
  const [delivery] = deliveryId === null ? [] : await findDeliveriesById(web.db, [deliveryId])
  switch (delivery?.role) {
    case undefined:
      return false
    case 'account-manager':
      return await isManager(web, address, delivery.week)
    case 'admin':
      return personIn(web.roster.admins, address) !== null
    case 'executive': {
      const executive = personIn(web.roster.executives, address)
      return executive !== null && includes(executive.region, delivery.region)
    }
  }
}

/** By the settings' list; or, where that is everybody, by an account that had not ended before a week. */
async function isManager({ db, roster }: Web, address: string, week: Week): Promise<boolean> {
  const { everyone, listed } = roster.accountManagers
  if (personIn(listed, address) !== null) return true
  return everyone && (await ownsAccounts(db, address, firstDay(week)))
}

function personIn(people: readonly Person[], address: string): Person | null {
  return people.find((one) => managerKey(one) === managerKey({ address })) ?? null
}

/** Whether what was made for one region, or for all, shows nothing beyond another. */
function includes(allowed: string | null, shown: string | null): boolean {
  return allowed === null || (shown !== null && matchKey(allowed) === matchKey(shown))
}

/**
 * The page for whoever the settings don't name any more. It says so plainly: they hold a link that was
 * mailed to them. That it was used is counted for the admins, and told in the log.
 */
export function refuseRemoved(
  web: Web,
  reply: FastifyReply,
  { address, purpose }: StoredLink,
  typed: readonly string[] = [],
): FastifyReply {
  web.refused('removed', address)
  const what = purpose === 'view' ? 'see this mail' : 'report on accounts'
  return showMessage(web, reply.code(403).header('referrer-policy', 'no-referrer'), {
    heading: 'Your access has ended',
    paragraphs: [
      `The settings of the report don’t let ${address} ${what} any more, so this link has ended. Nothing was changed.`,
      'If that is a mistake, or if something has to be put right, tell whoever runs the report.',
      ...typed,
    ],
  })
}
