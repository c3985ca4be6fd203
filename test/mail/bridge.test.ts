import { expect, it } from 'vitest'
import { noPictures, type Picture } from '../../src/mail/picture.js'
import { bridge } from '../../src/mail/view/figures.js'
import { executiveDigest } from '../../src/report/digest/digest.js'
import { sheet } from '../fixture/mail-sheet.js'
import { eventful, factsFrom } from '../fixture/portfolio.js'

const picture: Picture = { cid: 'x', width: 560, height: 160, alt: 'x' }
const { revenueAtRisk } = executiveDigest(factsFrom(eventful), null, null)

it('a bridge has a letter for each line that is a column of its picture', () => {
  const pictures = { ...noPictures, waterfall: () => picture }
  const shown = bridge(revenueAtRisk, { ...sheet, pictures })
  expect(shown?.marks).toEqual(['A', 'B', 'C', 'D', 'E'])
  expect(shown?.lines.map(({ mark }) => mark)).toEqual(shown?.marks)
})

it('a bridge without its picture has none', () => {
  const shown = bridge(revenueAtRisk, sheet)
  expect(shown?.marks).toEqual([])
  expect(new Set(shown?.lines.map(({ mark }) => mark))).toEqual(new Set(['']))
})
