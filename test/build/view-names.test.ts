import { describe, expect, it } from 'vitest'
import { type Medium, parsed } from '../../src/build/compile.js'
import { problemText } from '../../src/build/composition.js'
import { nameProblems } from '../../src/build/view-names.js'

const view = {
  title: 'Near exit',
  shown: true,
  width: 88,
  group: { name: 'Ann', none: null },
  rows: [
    { name: 'one', marks: ['a'] },
    { name: 'two', other: 'x', marks: [] },
  ],
}

describe('a template says only what its view has', () => {
  it.each([
    '{{title}} {{width}} {{group.name}} {{group.none}}',
    '{{#if shown}}{{title}}{{else if rows}}{{width}}{{else}}{{group.name}}{{/if}}',
    '{{#unless shown}}{{title}}{{/unless}}',
    '{{#with group}}{{name}} {{../title}} {{@root.title}}{{else}}{{title}}{{/with}}',
    '{{#each rows}}{{name}} {{other}} {{@index}} {{#if @last}}!{{/if}} {{#if ../shown}}{{../title}}{{/if}}{{/each}}',
    '{{#each rows}}{{#each marks}}{{this}} {{.}} {{../name}} {{../../title}}{{/each}}{{/each}}',
    '{{#each rows as |row at|}}{{row.name}} {{at}} {{name}}{{/each}}',
    '{{#with title}}{{this}}{{/with}}',
    '{{rows.length}} {{lookup group "name"}}',
    '{{! nothing }} {{!-- {{nothing}} --}}',
  ])('%s', (source) => {
    expect(problemsOf(source)).toEqual([])
  })

  it.each([
    '{{row title group.name}} {{wrapped (words title "and" group.none) 2}}',
    '{{cells title 34 "" 3 group.name -16}} {{capitals title}}',
  ])('in text: %s', (source) => {
    expect(problemsOf(source, 'text')).toEqual([])
  })
})

describe('what is wrong is told with its line, and what to do', () => {
  it.each<[string, string]>([
    [
      '{{titel}}',
      'a:1: there is no titel. Did you mean title? What there is: title, shown, width, group, rows.',
    ],
    ['\n{{nearExitTitle}}', 'a:2: there is no nearExitTitle. What there is: title,'],
    ['{{#if (titel)}}{{/if}}', 'a:1: there is no helper titel.'],
    ['{{#if nothing}}x{{/if}}', 'a:1: there is no nothing.'],
    ['{{#if shown}}{{else}}\n\n{{nothing}}{{/if}}', 'a:3: there is no nothing.'],
    ['{{#each rows}}{{else}}{{name}}{{/each}}', 'a:1: there is no name.'],
    [
      '{{group.nam}}',
      'a:1: there is no nam in group.nam. Did you mean name? What there is: name, none.',
    ],
    [
      '{{#each rows}}{{nam}}{{/each}}',
      'a:1: there is no nam, inside {{#each rows}}. Did you mean name?',
    ],
    ['{{#each rows}}{{title}}{{/each}}', 'a:1: there is no title, inside {{#each rows}}.'],
    ['{{../title}}', 'a:1: there is no title in ../title. Take it out.'],
    ['{{@root.titel}}', 'a:1: there is no titel in @root.titel. Did you mean title?'],
    ['{{@last}}', 'a:1: @last means nothing here. It is known inside {{#each}} alone.'],
    ['{{#each rows}}{{@lats}}{{/each}}', 'a:1: @lats means nothing here.'],
    ['{{rows}}', 'a:1: {{rows}} is a list, and would be shown as one line. Use {{#each}}.'],
    [
      '{{group}}',
      'a:1: {{group}} is a group of values, and no words. Name one of its parts: name, none.',
    ],
    ['{{shown}}', 'a:1: {{shown}} is yes or no, and no words. Use {{#if}}.'],
    [
      '{{#each group}}{{/each}}',
      'a:1: {{#each group}} goes over a group of values, and wants a list. Use {{#with}}.',
    ],
    [
      '{{#each shown}}{{/each}}',
      'a:1: {{#each shown}} goes over yes or no, and wants a list. Use {{#if}}.',
    ],
    [
      '{{#with rows}}{{/with}}',
      'a:1: {{#with rows}} is given a list, and wants a group of values. Use {{#each}}.',
    ],
    ['{{#with shown}}{{/with}}', 'a:1: {{#with shown}} is given yes or no'],
    ['{{#if}}{{/if}}', 'a:1: {{#if}} takes one value. Write {{#if value}}.'],
    ['{{#if shown title}}{{/if}}', 'a:1: {{#if shown title}} takes one value.'],
    ['{{#iff shown}}{{/iff}}', 'a:1: there is no block {{#iff shown}}. Did you mean if?'],
    [
      '{{#rows}}{{/rows}}',
      'a:1: there is no block {{#rows}}. Write {{#if rows}}, {{#with rows}} or {{#each rows}}.',
    ],
    ['{{^rows}}{{/rows}}', 'a:1: there is no block {{#rows}}. Write {{#if rows}}'],
    ['{{title shown}}', 'a:1: there is no helper title.'],
    ['{{{title}}}', 'a:1: every value is escaped. Write {{value}}, not {{{value}}} or {{&value}}.'],
    ['{{&title}}', 'a:1: every value is escaped.'],
    ['{{~{title}~}}', 'a:1: every value is escaped.'],
    ['{{words title}}', 'a:1: there is no helper words. Here none is known.'],
    ['{{#*inline "a"}}{{/inline}}', 'a:1: no partial or decorator is known here.'],
  ])('%s', (source, problem) => {
    expect(problemsOf(source)).toEqual([expect.stringContaining(problem)])
  })

  it.each<[string, string]>([
    [
      '{{wraped title 0}}',
      'a:1: there is no helper wraped. Did you mean wrapped? Known are row, cells, wrapped, start, capitals, words.',
    ],
    ['{{row title}}', 'a:1: the helper row takes text and text; here it has 1 values.'],
    ['{{wrapped title "2"}}', 'a:1: the helper wrapped takes text and number; its 2. is text.'],
    ['{{wrapped rows 2}}', 'a:1: the helper wrapped takes text and number; its 1. is a list.'],
    [
      '{{cells title 3 title}}',
      'a:1: the helper cells takes text and number, as often as you like; here it has 3 values.',
    ],
    [
      '{{words title width}}',
      'a:1: the helper words takes text, as often as you like; its 2. is a number.',
    ],
    ['{{wrapped (words titel) 2}}', 'a:1: there is no titel. Did you mean title?'],
  ])('in text: %s', (source, problem) => {
    expect(problemsOf(source, 'text')).toEqual([expect.stringContaining(problem)])
  })

  it('once, and not again for what is inside', () => {
    const source = '{{#with grup}}{{name}}{{#each rows}}{{../x}}{{/each}}{{/with}}'
    expect(problemsOf(source)).toEqual([expect.stringContaining('there is no grup.')])
  })

  it('all at once', () => {
    expect(problemsOf('{{a}}\n{{#each rows}}{{b}}{{/each}}\n{{rows}}')).toHaveLength(3)
  })
})

function problemsOf(source: string, medium: Medium = 'page'): string[] {
  const origins = source.split('\n').map((_, index) => ({ file: 'a', line: index + 1 }))
  const composition = { source, origins }
  return nameProblems(composition, parsed(composition), { medium, views: [view] }).map(problemText)
}
