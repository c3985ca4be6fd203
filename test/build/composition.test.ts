import { describe, expect, it } from 'vitest'
import { composedTemplate } from '../../src/build/composition.js'
import { palette } from '../../src/palette.js'
import { templateFolder } from '../fixture/template-folder.js'

describe('a composed template', () => {
  it('stands in its layout, with its partials in place, and knows where each line is from', () => {
    const folder = templateFolder({
      'layout.mjml': '<mjml>\n  {{> @partial-block}}\n</mjml>\n',
      'executive.mjml': 'first\n{{> row}}\nlast\n',
      'partials/row.mjml': '{{#each rows}}\n{{> status}}\n{{/each}}',
      'partials/status.mjml': '{{word}}',
    })
    const { source, origins } = composedTemplate(folder, 'executive.mjml')
    expect(
      source.split('\n').map((line, at) => [line, origins[at]?.file, origins[at]?.line]),
    ).toEqual([
      ['<mjml>', 'layout.mjml', 1],
      ['first', 'executive.mjml', 1],
      ['{{#each rows}}', 'partials/row.mjml', 1],
      ['{{word}}', 'partials/status.mjml', 1],
      ['{{/each}}', 'partials/row.mjml', 3],
      ['last', 'executive.mjml', 3],
      ['</mjml>', 'layout.mjml', 3],
    ])
  })

  it('has the colours of the palette in the place of their names', () => {
    const folder = templateFolder({
      'layout.mjml': '{{> @partial-block}}',
      'notice.mjml': '<b style="color:{{light.red}};background:{{dark.page}}">{{lead}}</b>',
    })
    const { light, dark } = palette
    expect(composedTemplate(folder, 'notice.mjml').source).toBe(
      `<b style="color:${light.red};background:${dark.page}">{{lead}}</b>`,
    )
  })

  it('keeps text apart from HTML', () => {
    const folder = templateFolder({
      'layout.txt': '{{> @partial-block}}',
      'executive.txt': '{{> row}}',
      'partials/row.txt': 'text',
      'partials/row.mjml': 'html',
    })
    expect(composedTemplate(folder, 'executive.txt').source).toBe('text')
  })

  it.each([
    ['of Windows', '\r\n'],
    ['of an old Mac', '\r'],
  ])('reads line ends %s, the last one too', (_, end) => {
    const folder = templateFolder({
      'layout.txt': ['one', '{{> @partial-block}}', 'last', ''].join(end),
      'executive.txt': `${['two', '{{> row}}'].join(end)}${end}`,
      'partials/row.txt': 'three',
    })
    const { source, origins } = composedTemplate(folder, 'executive.txt')
    expect(source).toBe('one\ntwo\nthree\nlast')
    expect(origins.map(({ line }) => line)).toEqual([1, 1, 1, 3])
  })

  it('leaves out the mark that some editors begin a file with', () => {
    const folder = templateFolder({
      'layout.txt': '\ufeff{{> @partial-block}}',
      'executive.txt': '\ufeff{{> row}}',
      'partials/row.txt': '\ufeffwords',
    })
    expect(composedTemplate(folder, 'executive.txt').source).toBe('words')
  })

  it.each<[string, Uint8Array, number]>([
    ['Windows-1252', Buffer.from('one\r\ntwo\r\ncaf\u00e9', 'latin1'), 3],
    ['UTF-16', Buffer.from('\ufeffone\ntwo', 'utf16le'), 1],
  ])('refuses a file in %s', (_, bytes, line) => {
    const folder = templateFolder({ 'layout.txt': '{{> @partial-block}}', 'executive.txt': bytes })
    expect(() => composedTemplate(folder, 'executive.txt')).toThrow(
      `executive.txt:${line}: this is not UTF-8; in a mail, letters would be broken. Save the file as UTF-8.`,
    )
  })

  it('tells all that is wrong at once, under the folder that it is asked of', () => {
    const folder = templateFolder({
      'layout.hbs': '{{> style}}\n{{> @partial-block}}',
      'list.hbs': 'a\n{{> nowhere}}\n{{#> block}}x{{/block}}',
    })
    expect(() => composedTemplate(folder, 'list.hbs', 'web/')).toThrow(
      /^web\/layout\.hbs:1: there is no file partials\/style.*\nweb\/list\.hbs:2: there is no file.*\nweb\/list\.hbs:3: an inclusion/,
    )
  })

  it('refuses to go without a layout', () => {
    const folder = templateFolder({ 'executive.mjml': 'a' })
    expect(() => composedTemplate(folder, 'executive.mjml')).toThrow(
      'layout.mjml:1: there is no such file. Put it back',
    )
  })

  it.each<[string, Record<string, string>, string]>([
    [
      'a partial that is not there',
      { 'executive.mjml': 'a\n{{> nowhere}}' },
      'executive.mjml:2: there is no file partials/nowhere.mjml to include',
    ],
    [
      'a partial that includes itself',
      {
        'executive.mjml': '{{> one}}',
        'partials/one.mjml': 'a\n\n{{> two}}',
        'partials/two.mjml': '{{> one}}',
      },
      'partials/two.mjml:1: partials/one.mjml would include itself',
    ],
    [
      'a colour that the palette does not have',
      { 'executive.mjml': 'a\n{{light.mutd}}' },
      'executive.mjml:2: there is no colour light.mutd. Did you mean light.muted? The colours are in src/palette.ts.',
    ],
    [
      'a partial beside other words',
      { 'executive.mjml': '<b>{{> one}}</b>', 'partials/one.mjml': '' },
      'executive.mjml:1: an inclusion stands on a line of its own, as {{> name}}',
    ],
    [
      'a partial that is given values',
      { 'executive.mjml': '{{> one a=b}}', 'partials/one.mjml': '' },
      'executive.mjml:1: an inclusion stands on a line of its own, as {{> name}}',
    ],
  ])('refuses %s', (_, files, fault) => {
    const folder = templateFolder({ 'layout.mjml': '{{> @partial-block}}', ...files })
    expect(() => composedTemplate(folder, 'executive.mjml')).toThrow(fault)
  })
})
