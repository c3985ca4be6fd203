import { describe, expect, it } from 'vitest'
import { sparklineWords } from '../../src/chart/sparkline.js'
import { figures } from './figures.js'

const gap = null

describe('a sparkline in words', () => {
  it.each<[string, (number | null)[]]>([
    ['', [gap, gap, gap, gap, gap]],
    ['', [gap, gap, gap, gap, 60]],
    ['62.0 to 48.0 in 5 weeks, lowest now', [62, 61, 58, 50, 48]],
    ['62.0 to 48.0 in 5 weeks, lowest now', [62, 70, 58, 50, 48]],
    ['48.0 to 62.0 in 5 weeks, highest now', [48, 50, 47, 50, 62]],
    ['62.0 to 48.0 in 5 weeks, lowest now', [62, 61, 48, 48, 48]],
    ['62.0 to 48.0 in 5 weeks', [62, 48, 50, 48, 48]],
    ['62.0 to 50.0 in 5 weeks, lowest 40.2', [62, 61, 40.2, 45, 50]],
    ['62.0 to 50.0 in 5 weeks, lowest 40.2, highest 80.0', [62, 80, 40.2, 45, 50]],
    ['50.0 to 50.0 in 5 weeks, highest 80.0', [50, 80, 50, 50, 50]],
    ['60.0 all through 5 weeks', [60, 60, 60, 60, 60]],
    ['62.0 to 60.0 in 2 weeks, lowest now', [gap, gap, gap, 62, 60]],
    ['62.0 to 60.0 in 5 weeks, lowest now, 1 week missing', [62, 61, gap, 61, 60]],
    ['62.0 to 60.0 in 5 weeks, lowest now, 3 weeks missing', [62, gap, gap, gap, 60]],
    [
      '62.0 to 60.0 in 3 weeks, lowest at the end, nothing for 2 weeks since',
      [62, 61, 60, gap, gap],
    ],
    ['60.0 all through 3 weeks, 1 week missing, nothing for 1 week since', [gap, 60, gap, 60, gap]],
  ])('"%s" of %j', (words, trend) => {
    expect(sparklineWords(trend, figures)).toBe(words)
  })
})
