import { describe, expect, it } from 'vitest'
import { everything, optional, variants } from '../../src/build/sample.js'
import { sampleMails } from '../../src/build/sample-mails.js'
import { samplePages } from '../../src/build/sample-pages.js'
import { viewOf } from '../../src/mail/view/view.js'
import { digests, links } from '../fixture/digest.js'

const sample = {
  title: 'a',
  count: 3,
  open: true,
  rows: [{ name: 'b', trend: optional({ width: 1 }) }],
  list: optional({ caption: 'c', picture: optional({ alt: 'd' }) }),
}

describe('the variants of a sample', () => {
  const all = [...variants(sample)]

  it('begin with everything, then the least', () => {
    const list = { caption: 'c', picture: { alt: 'd' } }
    const rows = [{ name: 'b', trend: { width: 1 } }]
    expect(all.slice(0, 2)).toEqual([
      { title: 'a', count: 3, open: true, rows, list },
      { title: '', count: 3, open: false, rows: [], list: null },
    ])
  })

  it('go on with one part after the other that is empty or absent, in one more row of lists', () => {
    const whole = all[0]
    const row = { name: 'b', trend: { width: 1 } }
    expect(all.slice(2)).toEqual([
      { ...Object(whole), title: '' },
      { ...Object(whole), open: false },
      { ...Object(whole), rows: [] },
      { ...Object(whole), rows: [row, { name: '', trend: null }] },
      { ...Object(whole), rows: [row, { name: '', trend: { width: 1 } }] },
      { ...Object(whole), rows: [row, { name: 'b', trend: null }] },
      { ...Object(whole), list: null },
      { ...Object(whole), list: { caption: '', picture: { alt: 'd' } } },
      { ...Object(whole), list: { caption: 'c', picture: null } },
      { ...Object(whole), list: { caption: 'c', picture: { alt: '' } } },
    ])
  })
})

describe('a sample has everything', () => {
  it.each([...Object.entries(sampleMails), ...Object.entries(samplePages)])('%s', (_, one) => {
    expect(emptyParts(everything(one))).toEqual([])
  })

  it.each(Object.entries(digests))('that a view of %s has', (_, digest) => {
    const { cutOff } = digest
    const view = viewOf(digest, { cutOff, links, replyTo: 'a@example.com' }, 1)
    const known = names(everything(sampleMails[digest.role]))
    // Of the links of a mail, templates know but two.
    const had = names({ ...view, frame: { ...view.frame, links: null } })
    expect(had.filter((name) => !known.includes(name))).toEqual([])
  })
})

/** Where something is absent, an empty list or an empty text. */
function emptyParts(value: unknown, at = ''): string[] {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return [at]
  if (typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, part]) => emptyParts(part, `${at}.${key}`))
}

/** Each name by the way to it, whatever the row. */
function names(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  const all = Object.entries(value).flatMap(([key, part]) => {
    const way = `${at}.${Array.isArray(value) ? '' : key}`
    return [way, ...names(part, way)]
  })
  return [...new Set(all)]
}
