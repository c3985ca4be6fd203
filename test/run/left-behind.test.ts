import { describe, expect, test } from 'vitest'
import { begin } from '../../src/store/claim.js'
import { everybody } from '../fixture/contracts.js'
import { attempts, connect, copies, left } from '../fixture/faulty-office.js'
import { due, openOffice } from '../fixture/office.js'

const minute = 60_000
const submitted = everybody.map((who) => `submitted ${who}`)
const iso = (time: number) => new Date(time).toISOString()

const once = Object.fromEntries(everybody.map((who) => [who.split(' ')[1], 1]))

describe('a worker that vanished', () => {
  test('before the message left: it is sent once its lease has ended', async () => {
    const office = await openOffice()
    const { address } = await left(office, { begun: false })
    const server = await connect(office, {})
    office.at(due + 25 * minute)
    await office.beat()
    expect(copies(server)[address]).toBeUndefined()
    office.at(due + 26 * minute)
    await office.beat()
    expect(office.ledger()).toEqual(submitted)
    expect(copies(server)).toEqual(once)
  })

  test('while the message was on its way: it is uncertain, and stays with a person', async () => {
    const office = await openOffice()
    const { address } = await left(office, { begun: true })
    const server = await connect(office, {})
    office.at(due + 26 * minute)
    await office.beat()
    expect(office.ledger().filter((line) => line.startsWith('uncertain'))).toHaveLength(1)
    expect(copies(server)[address]).toBeUndefined()
    expect(attempts(office, address)).toEqual(['retry', 'uncertain'])
  })

  test('while it was on its way, under ON_UNCERTAIN=resend: it is sent again', async () => {
    const office = await openOffice({ ON_UNCERTAIN: 'resend' })
    const { address } = await left(office, { begun: true })
    const server = await connect(office, {})
    for (const later of [26, 32]) {
      office.at(due + later * minute)
      await office.beat()
    }
    expect(office.ledger()).toEqual(submitted)
    expect(copies(server)).toEqual(once)
    expect(attempts(office, address)).toEqual(['retry', 'uncertain', 'submitted'])
  })

  test('and comes back too late: nothing of the message leaves', async () => {
    const office = await openOffice()
    const claim = await left(office, { begun: false })
    await connect(office, {})
    office.at(due + 26 * minute)
    await office.beat()
    expect(await begin(office.db, claim, iso(due + 27 * minute))).toBeNull()
  })
})
