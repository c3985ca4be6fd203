import { expect, onTestFinished, test } from 'vitest'
import { openOffice } from '../fixture/office.js'
import { startInbox } from '../fixture/smtp-inbox.js'

const people = Array.from({ length: 60 }, (_, index) => `person.${index}@example.com`)

async function scene() {
  const inbox = await startInbox()
  onTestFinished(inbox.close)
  const settings = { ADMINS: '', EXECUTIVES: people.join(', ') }
  const office = await openOffice({ ...settings, SMTP_URL: inbox.url })
  return { inbox, office }
}

test('messages leave while others are still to be composed', async () => {
  const { inbox, office } = await scene()
  await office.beat({ mayDeliver: false })
  const last = people[59] ?? ''
  const arrived = () => inbox.arrived.flatMap(({ to }) => to.filter((one) => people.includes(one)))
  const rename = 'update deliveries set address = ? where recipient = ? returning delivery_id'
  office.desk.rows(rename, 'no address', last)
  office.events()
  await office.beat()
  const [failed, ...others] = office.events().filter(({ kind }) => kind === 'uncomposed')
  expect(failed).toMatchObject({ delivery: { address: 'no address' } })
  expect(others).toEqual([])
  expect(arrived().toSorted()).toEqual(people.slice(0, 59).toSorted())
})
