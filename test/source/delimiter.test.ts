import { describe, expect, it } from 'vitest'
import { guessDelimiter } from '../../src/source/delimiter.js'
import { UnreadableSource } from '../../src/source/fault.js'

const guess = (...lines: readonly string[]) => guessDelimiter(lines.join('\n')).delimiter

describe('what stands between cells', () => {
  it.each<[string, string, readonly string[]]>([
    ['commas', ',', ['id,week,health', 'A,2026-W47,50']],
    ['semicolons', ';', ['id;week;health', 'A;2026-W47;50']],
    ['tabs', '\t', ['id\tweek\thealth', 'A\t2026-W47\t50']],
    ['bars', '|', ['id|week|health', 'A|2026-W47|50']],
    ['one column', ',', ['account_id', 'A', 'B', 'C']],
    ['one column of a sentence each', ',', ['note', 'all is well', 'late; twice', 'ok', 'ok']],
    ['semicolons with decimal commas', ';', ['id;service;health', 'A;82,5;70,5', 'B;61,5;70,1']],
    ['semicolons with a decimal comma in one row', ';', ['id;health', 'A;82,5']],
    [
      'semicolons beside notes full of commas',
      ';',
      ['id;note', 'A;a, b, c', 'B;d, e, f', 'C;x, y, z'],
    ],
    ['tabs beside notes full of commas', '\t', ['id\tnote', 'A\ta, b', 'B\tc, d', 'C\te, f']],
    [
      'commas beside groups',
      ',',
      ['id,contacts', 'A,executives; procurement', 'B,executives; end users'],
    ],
    ['commas in quotation marks', ';', ['id;name', '"A, a";"x, y"', '"B, b";"z, z"']],
    [
      'line breaks in quotation marks',
      ',',
      ['id,note', 'A,"one; two', 'three; four', 'five; six"', 'B,x'],
    ],
    ['a doubled quotation mark', ';', ['id;note', 'A;"he said ""a, b"", then"', 'B;"c, d"']],
    [
      'titles above the header',
      ',',
      ['Account Health Report,,', 'As of 11/20/2026,,', ',,', 'id,week,health', 'A,2026-W47,5'],
    ],
    [
      'a title without delimiters',
      ';',
      ['Report, by week', '', 'id;week;health', 'A;2026-W47;5', 'B;2026-W47;6'],
    ],
    ['totals below', ';', ['id;week;health', 'A;2026-W47;5', 'B;2026-W47;6', 'Total, of all']],
    [
      'more lines below than rows',
      ';',
      ['id;week;health', 'A;2026-W47;8,5', '', 'Totals', 'All', 'of it', 'c, inc.'],
    ],
    ['rows that lack cells', ';', ['id;a;b', ...Array(9).fill('A;1,5;2,5'), 'B;1,5', 'C;1']],
    [
      'some notes full of semicolons',
      ',',
      ['id,note', 'A,x', 'B,y; z', 'C,y; z', 'D,a, b', 'E,v', 'F,w'],
    ],
    ['a single row', ';', ['id;health', 'A;1,5']],
    [
      'a mark that is never closed',
      ';',
      ['id;health', 'A;1,5', 'B;2,5', 'C;"3,5', `D;${'4,5\n'.repeat(20_000)}`],
    ],
    ['a header alone', ';', ['id;week;health']],
    ['nothing', ',', ['']],
  ])('is seen in a file with %s', (_what, delimiter, lines) => {
    expect(guess(...lines)).toBe(delimiter)
    expect(guess(...lines.map((line) => `${line}\r`))).toBe(delimiter)
  })

  it.each([
    ['sep=;', ';'],
    ['SEP=\t', '\t'],
    ['"sep=|"', '|'],
    ['sep=', ','],
  ])('is what the first line says: %j', (line, delimiter) => {
    expect(guessDelimiter(`${line}\r\na,b\n`)).toEqual({ delimiter, isSaid: true })
  })

  it('is not what another line says', () => {
    expect(guessDelimiter('\nsep=;\na,b\n')).toEqual({ delimiter: ',', isSaid: false })
    expect(guessDelimiter('sep=;x,b\na,b\n')).toEqual({ delimiter: ',', isSaid: false })
  })

  it('may not be a letter', () => {
    expect(() => guessDelimiter('sep=x\naxb\n')).toThrow(UnreadableSource)
  })
})
