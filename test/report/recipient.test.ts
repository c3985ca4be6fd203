import { describe, expect, it } from 'vitest'
import { type Person, type Roster, recipientsOf } from '../../src/report/recipient.js'

const grace = person('Grace Hall', { region: 'West' })
const ada = person('Ada Park', { zone: 'Europe/Berlin' })
const nina = person('Nina Sole')
const owners = [
  { name: 'Cleo Diaz', address: 'cleo@example.com' },
  { name: 'Ben Ito', address: 'ben@example.com' },
  { name: 'A. Park', address: 'ADA@example.com' },
  { name: 'Ben Ito', address: 'BEN@example.com' },
]

describe('recipients', () => {
  it('are those named, executives first and admins last', () => {
    expect(recipientsOf(roster(false, [ada]), owners)).toEqual([
      { ...grace, role: 'executive' },
      { ...ada, role: 'account-manager' },
      { ...nina, role: 'admin' },
    ])
  })

  it('are with * every other owner too, once, by name; what the settings say of a person wins', () => {
    const managers = recipientsOf(roster(true, [ada]), owners).slice(1, -1)
    expect(managers.map(({ name, zone }) => [name, zone])).toEqual([
      ['Ada Park', 'Europe/Berlin'],
      ['Ben Ito', null],
      ['Cleo Diaz', null],
    ])
    expect(new Set(managers.map(({ address }) => address.toLowerCase())).size).toBe(3)
  })

  it('have the name of their accounts where the settings give none', () => {
    const listed = [person('', { address: 'BEN@example.com' }), person('', { address: 'x@y.z' })]
    const managers = recipientsOf(roster(true, listed), owners).slice(1, -1)
    expect(managers.map(({ name, address }) => [name, address])).toEqual([
      ['Ben Ito', 'BEN@example.com'],
      ['', 'x@y.z'],
      ['A. Park', 'ADA@example.com'],
      ['Cleo Diaz', 'cleo@example.com'],
    ])
  })

  it('are in the order of their names and then of their addresses, whatever owns come first', () => {
    const many = ['d', 'b', 'e', 'a', 'c'].map((letter) => ({
      name: letter < 'c' ? 'Zoe' : 'Åke',
      address: `${letter}@example.com`,
    }))
    const managers = recipientsOf(roster(true, []), many).slice(1, -1)
    expect(managers.map(({ address }) => address[0]).join('')).toBe('cdeab')
  })

  it('may be the same person in two roles', () => {
    const both = { ...roster(false, [nina]), executives: [nina] }
    expect(recipientsOf(both, []).map(({ role }) => role)).toEqual([
      'executive',
      'account-manager',
      'admin',
    ])
  })
})

function person(name: string, options: Partial<Person> = {}): Person {
  const [first = ''] = name.toLowerCase().split(' ')
  return { name, address: `${first}@example.com`, region: null, zone: null, ...options }
}

function roster(everyone: boolean, listed: readonly Person[]): Roster {
  return { executives: [grace], accountManagers: { everyone, listed }, admins: [nina] }
}
