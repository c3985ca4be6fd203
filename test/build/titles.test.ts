import { describe, expect, it } from 'vitest'
import { type Medium, parsed } from '../../src/build/compile.js'
import { problemText } from '../../src/build/composition.js'
import { type MarkedText, titleProblems, traced } from '../../src/build/template-check.js'

const view = { name: 'ACME', title: 'Near exit', row: { name: 'one' }, list: ['Up', 'Down'] }

const html = [
  '<h1>The week</h1>',
  '<h2>Lost</h2>',
  '{{name}}',
  '<h2 style="a">Near exit</h2>',
  '<h2>Top 20</h2>',
]
const text = ['THE WEEK', 'LOST', '{{name}}: one', '', 'NEAR EXIT', '-----', 'TOP 20', 'of all']

describe('titles of HTML and text', () => {
  it.each<[string, string[], string[]]>([
    ['are the same in capitals', html, text],
    ['may come of the view', html.with(3, '<h2>{{title}}</h2>'), text],
    ['may hold references', ['<h2>R&amp;D&nbsp;and <b>more</b></h2>'], ['R&D AND MORE']],
    ['may be of several lines in HTML', ['<h2>', 'Near', 'exit</h2>'], ['NEAR EXIT']],
    ['may be set off', html, text.with(4, '== NEAR EXIT ==')],
    ['may have no capitals', ['<h2>離開</h2>'], ['離開']],
    [
      'are no titles where the HTML says them too',
      [...html, '<div>Confidential</div>'],
      ['CONFIDENTIAL', ...text],
    ],
    ['are no titles where they are one word of many', html, [...text, 'ANN and BEN']],
  ])('%s', (_, one, other) => {
    expect(titleProblems(filled(one, 'html'), filled(other, 'text'))).toEqual([])
  })

  it.each<[string, string[], string[], string[]]>([
    [
      'changed in the text',
      html,
      text.with(4, 'LEAVING SOON'),
      [
        'html:4: the title “Near exit” is “LEAVING SOON” in the text, text:5. Give both the same titles, in the same order.',
      ],
    ],
    [
      'changed in the HTML',
      html.with(3, '<h2>Leaving soon</h2>'),
      text,
      ['html:4: the title “Leaving soon” is “NEAR EXIT” in the text, text:5.'],
    ],
    [
      'in small letters in the text',
      html,
      text.with(4, 'Near exit'),
      [
        'html:4: the title “Near exit” is missing in the text, after text:2. Write NEAR EXIT there, on a line of its own.',
      ],
    ],
    [
      'gone from the HTML',
      html.with(3, ''),
      text,
      ['text:5: the title “NEAR EXIT” is missing in the HTML, after html:2.'],
    ],
    [
      'in another order',
      html.with(1, '<h2>Top 20</h2>').with(4, '<h2>Lost</h2>'),
      text,
      [
        'html:2: the title “Top 20” has another place in the text, text:7.',
        'html:4: the title “Near exit” has another place in the text, text:5. Give both the same titles, in the same order.',
      ],
    ],
    [
      'of a loop, once for all of them,',
      [...html, '{{#each list}}<h2>{{this}}</h2>{{/each}}'],
      text,
      ['html:6: the title “Up” is missing in the text, after text:7.'],
    ],
    [
      'changed in both apart',
      html.with(1, '<h2>Gone</h2>'),
      text.with(6, 'LARGEST'),
      ['“Gone” is “LOST”', '“Top 20” is “LARGEST”'],
    ],
  ])('%s are told by file and line of both', (_, one, other, problems) => {
    const found = titleProblems(filled(one, 'html'), filled(other, 'text')).map(problemText)
    expect(found).toEqual(problems.map((problem) => expect.stringContaining(problem)))
  })
})

function filled(lines: readonly string[], medium: Medium): MarkedText {
  const origins = lines.map((_, index) => ({ file: medium, line: index + 1 }))
  const composition = { source: lines.join('\n'), origins }
  const { render } = traced(parsed(composition), { medium, everyLine: true })
  return { composition, rendered: render(view) }
}
