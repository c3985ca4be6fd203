import type { Mailbox } from '../address.js'
import type { Person } from '../report/recipient.js'
import { type Complaint, type Fault, faultOf } from './fault.js'
import { isGreenwich } from './fields.js'
import { standardSender } from './mail.js'
import type { Settings } from './settings.js'

/** What can be read and is still likely not what was meant. */
export function warningsAbout(settings: Settings): Fault[] {
  return [
    ...needlessRegions('ACCOUNT_MANAGERS', settings.ACCOUNT_MANAGERS.listed),
    ...needlessRegions('ADMINS', settings.ADMINS),
    ...localDomains(settings),
    ...greenwichZones(settings),
    ...(settings.BOUNCE_IMAP_URL !== null && settings.BOUNCE_ADDRESS === null
      ? [faultOf('BOUNCE_IMAP_URL', noBounceAddress)]
      : []),
    ...(settings.SMTP_URL === null ? [] : missingForMail(settings)),
  ]
}

function needlessRegions(variable: string, people: readonly Person[]): Fault[] {
  return people
    .filter(({ region }) => region !== null)
    .map(({ address, region }) =>
      faultOf(variable, {
        expected: 'a region for executives only',
        given: `${address} (region=${region})`,
        cure: 'It has no effect here: leave it out.',
      }),
    )
}

function localDomains(settings: Settings): Fault[] {
  const { EXECUTIVES, ACCOUNT_MANAGERS, ADMINS, MAIL_FROM, REPLY_TO } = settings
  return [
    ...EXECUTIVES.flatMap((person) => localDomain('EXECUTIVES', person)),
    ...ACCOUNT_MANAGERS.listed.flatMap((person) => localDomain('ACCOUNT_MANAGERS', person)),
    ...ADMINS.flatMap((person) => localDomain('ADMINS', person)),
    ...localDomain('MAIL_FROM', MAIL_FROM),
    ...(REPLY_TO === null ? [] : localDomain('REPLY_TO', REPLY_TO)),
  ]
}

function localDomain(variable: string, { address }: Mailbox): Fault[] {
  if (/@(.*\..*|localhost)$/i.test(address)) return []
  const complaint = {
    expected: 'a domain with a dot in it',
    given: address,
    cure: 'Add what is missing, such as .com; leave it if this is a computer of your own network.',
  }
  return [faultOf(variable, complaint)]
}

/** Right for those who mean it, and an hour off in summer for those who mean London. */
function greenwichZones({ TIME_ZONE, EXECUTIVES, ACCOUNT_MANAGERS, ADMINS }: Settings): Fault[] {
  const zones = [
    { variable: 'TIME_ZONE', zone: TIME_ZONE },
    ...EXECUTIVES.map(({ zone }) => ({ variable: 'EXECUTIVES', zone })),
    ...ACCOUNT_MANAGERS.listed.map(({ zone }) => ({ variable: 'ACCOUNT_MANAGERS', zone })),
    ...ADMINS.map(({ zone }) => ({ variable: 'ADMINS', zone })),
  ]
  return zones.flatMap(({ variable, zone }) =>
    zone !== null && isGreenwich(zone) ? [faultOf(variable, { ...greenwich, given: zone })] : [],
  )
}

/** What a server is likely to refuse, or nobody to get, once mail leaves this computer. */
function missingForMail({ MAIL_FROM, EXECUTIVES, ADMINS }: Settings): Fault[] {
  return [
    ...(MAIL_FROM.address === standardSender.address ? [faultOf('MAIL_FROM', noSender)] : []),
    ...(EXECUTIVES.length === 0 ? [faultOf('EXECUTIVES', noExecutives)] : []),
    ...(ADMINS.length === 0 ? [faultOf('ADMINS', noAdmins)] : []),
  ]
}

const greenwich: Omit<Complaint, 'given'> = {
  expected: 'a time zone by its city, or UTC',
  cure: 'It has no summer time: write Europe/London if that is meant, else UTC.',
}

const noBounceAddress: Complaint = {
  expected: 'BOUNCE_ADDRESS beside it',
  given: '',
  cure: 'Set BOUNCE_ADDRESS: without it nothing comes back that could be known again, and the mailbox is not read.',
}

const noSender: Complaint = {
  expected: 'a sender that SMTP_URL may send as',
  given: '',
  cure: 'Set MAIL_FROM: most servers refuse mail from the default address.',
}

const noExecutives: Complaint = {
  expected: 'somebody to read the report',
  given: '',
  cure: 'Set EXECUTIVES, or no executive gets a digest.',
}

const noAdmins: Complaint = {
  expected: 'somebody to hear of what went wrong',
  given: '',
  cure: 'Set ADMINS, or nobody is told of mail that failed.',
}
