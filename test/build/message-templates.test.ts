import Handlebars from 'handlebars/runtime.js'
import { describe, expect, it } from 'vitest'
import { htmlTemplate, messageModule } from '../../src/build/build-templates.js'
import { problemText, TemplateFault } from '../../src/build/composition.js'
import {
  type Edits,
  editedTemplates,
  replacing,
  templateFolder,
} from '../fixture/template-folder.js'

const layout = '<mjml lang="en" dir="ltr"><mj-body>\n{{> @partial-block}}\n</mj-body></mjml>'
const section = (words: string) =>
  `<mj-section><mj-column><mj-text>${words}</mj-text></mj-column></mj-section>`
const whole = section('{{subject}}')

describe('the module of a message', () => {
  it('has HTML that escapes and text that does not', async () => {
    const { html, text } = await built({ mjml: whole, txt: 'Hello {{subject}}' })
    const subject = `<b>"Tom" & 'Ann'</b>`
    expect(html({ subject })).toContain(
      '>&lt;b&gt;&quot;Tom&quot; &amp; &#x27;Ann&#x27;&lt;/b&gt;<',
    )
    expect(text({ subject })).toBe(`Hello ${subject}\n`)
  })

  it('leaves no indentation and no web font', async () => {
    const { html } = await built({ mjml: whole, txt: '' })
    const made = html({ subject: 'x' })
    expect(made).not.toMatch(/^\s|\n\n/m)
    expect(made).not.toMatch(/@import|fonts\.googleapis/)
  })

  it('refuses a view without one of its values', async () => {
    const { html, text } = await built({ mjml: whole, txt: '{{subject}}' })
    expect(() => html({})).toThrow('"subject" not defined')
    expect(() => text({})).toThrow('"subject" not defined')
  })

  it('is the same, byte for byte, of the same templates', async () => {
    const [one, other] = [
      await built({ mjml: whole, txt: '' }),
      await built({ mjml: whole, txt: '' }),
    ]
    expect(one.source).toBe(other.source)
  })

  it('says where each value was written', async () => {
    const { places } = await built({ mjml: section('\n\n{{lead}}'), txt: 'one\n{{subject}}' })
    expect(Object.values(places.html)).toEqual(['notice.mjml:3'])
    expect(places.text).toEqual({ 2: 'notice.txt:2' })
  })
})

describe('a mistake in MJML is told by file and line', () => {
  it.each<[string, string, string]>([
    ['an unknown element', '\n<mj-sectio></mj-sectio>', "2: Element mj-sectio doesn't exist"],
    ['an unknown attribute', '<mj-section colour="red" />', '1: Attribute colour is illegal'],
    ['a bad value', '<mj-section padding="wide" />', '1: Attribute padding has invalid value'],
    ['an element left open', '<mj-section>\n<mj-column>\n</mj-section>', '3: </mj-section> stands'],
    ['an element never closed', '\n<mj-section>', 'layout.mjml:3: </mj-body> stands where'],
    ['an element never opened', '</mj-text>', '1: </mj-text> stands where'],
    ['a bare block', `\n\n{{#if a}}\n${whole}{{/if}}`, '3: MJML drops {{#if a}} where it stands'],
    ['a value between columns', '<mj-section>{{a}}</mj-section>', '1: MJML drops {{a}}'],
    ['a block left open', '<mj-text>\n{{#if a}}</mj-text>', '2: {{#if}} is never closed'],
    [
      'blocks closed crosswise',
      '<mj-raw>\n\n{{#if a}}{{/with}}</mj-raw>',
      '3: {{/with}} stands where {{#if}} of executive.mjml:3 should be closed',
    ],
    ['a block that was never opened', '<mj-raw>{{/if}}</mj-raw>', '1: {{/if}} closes nothing'],
    ['braces that are no braces', '<mj-text>\n{{a b=}}</mj-text>', "2: Handlebars can't read"],
    ['a file of its own', '<mj-include path="x.mjml" />', '1: <mj-include> would be left out'],
  ])('%s', async (_, mjml, fault) => {
    const folder = templateFolder({ 'layout.mjml': layout, 'executive.mjml': mjml })
    const failure = htmlTemplate(folder, 'executive')
    await expect(failure).rejects.toThrow(TemplateFault)
    await expect(failure).rejects.toThrow(fault)
    await expect(failure).rejects.toThrow(/^[\w-]+\.mjml:\d+: /)
  })

  it('all that MJML finds at once', async () => {
    const mjml = '<mj-section colour="red" />\n<mj-sectio></mj-sectio>'
    const folder = templateFolder({ 'layout.mjml': layout, 'executive.mjml': mjml })
    await expect(htmlTemplate(folder, 'executive')).rejects.toThrow(
      /executive\.mjml:1: .*colour.*\nexecutive\.mjml:2: .*mj-sectio/,
    )
  })
})

describe('a message that would fail for some', () => {
  it.each<[string, 'account-manager' | 'admin' | 'prompt' | 'letter' | 'notice', Edits, string]>([
    [
      'a name that nothing has',
      'letter',
      { 'letter.mjml': replacing('{{topic}}', '{{topicTitle}}') },
      'letter.mjml:14: there is no topicTitle, inside {{#each body.changes}}. Did you mean topic? What there is: topic, before, after.',
    ],
    [
      'the same in a text template',
      'notice',
      { 'notice.txt': replacing('this 0', 'lede 0') },
      'notice.txt:2: there is no lede, inside {{#each body.paragraphs}}.',
    ],
    [
      'a name of a list that nothing has, which is never shown',
      'letter',
      { 'letter.mjml': replacing('{{#if body.changes}}', '{{#if body.change}}') },
      'letter.mjml:4: there is no change in body.change. Did you mean changes?',
    ],
    [
      'a name in the branch that is hardly ever taken',
      'prompt',
      { 'prompt.mjml': replacing('reply to this mail with', 'reply to {{replyTo}} with') },
      'prompt.mjml:33: there is no replyTo.',
    ],
    [
      'a typo in a partial',
      'admin',
      { 'partials/owner.mjml': replacing('<bdi>{{owner}}', '<bdi>{{ownr}}') },
      'partials/owner.mjml:3: there is no ownr, inside {{#each rows}}. Did you mean owner?',
    ],
    [
      'the picture of the company',
      'notice',
      { 'partials/masthead.mjml': replacing('{{width}}', '{{wide}}') },
      'partials/masthead.mjml:9: there is no wide, inside {{#with frame.logo}}. ',
    ],
    [
      'a helper that is misspelt',
      'notice',
      { 'layout.txt': replacing('{{row frame.company', '{{rwo frame.company') },
      'layout.txt:1: there is no helper rwo. Did you mean row? Known are row, cells, wrapped, start, capitals, words.',
    ],
    [
      'a list over what is no list',
      'admin',
      { 'partials/list.txt': replacing('{{#each rows}}', '{{#each caption}}') },
      'partials/list.txt:3: {{#each caption}} goes over text, and wants a list. Use {{#if}}.',
    ],
    [
      'part of what may be absent',
      'account-manager',
      { 'account-manager.txt': (ours) => `{{body.others.label}}\n${ours}` },
      "account-manager.txt:1: this can't be rendered in every case: there is no “label” here. Put it inside {{#if}} or {{#with}}.",
    ],
    [
      'a kind of section that is misspelt',
      'admin',
      { 'partials/section.txt': replacing('{{else with folded}}', '{{else with foldd}}') },
      'partials/section.txt:8: there is no foldd, inside {{#each body.sections}}. Did you mean folded?',
    ],
    [
      'a part of one kind of section where another is shown',
      'admin',
      { 'partials/section.mjml': replacing('{{count}}', '{{legend}}') },
      'partials/section.mjml:21: there is no legend, inside {{#with folded}}.',
    ],
    [
      'a kind of section that the text leaves out',
      'admin',
      { 'partials/section.txt': replacing('{{words count said}}\n{{wrapped names 0}}\n\n', '') },
      'partials/section.txt:1: nothing is shown of a section of the kind folded. Give it a part: {{#with folded}}.',
    ],
    [
      'sections that the text leaves out altogether',
      'admin',
      { 'admin.txt': replacing('{{> section}}\n', '') },
      'layout.txt:1: nothing is shown of a section of the kind list.',
    ],
    [
      'a kind of section that the HTML leaves out',
      'admin',
      { 'partials/section.mjml': replacing('{{> deliveries}}', '') },
      'partials/section.mjml:1: nothing is shown of a section of the kind deliveries. Give it a part: {{#with deliveries}}.',
    ],
    [
      'a text without the titles of its sections',
      'admin',
      { 'partials/section.txt': replacing('{{capitals title}}\n', '') },
      'partials/section.mjml:4: the title “Near exit” is missing in the text, after layout.txt:1. Write NEAR EXIT there',
    ],
    [
      'titles of sections that say more in the HTML',
      'admin',
      { 'partials/section.mjml': replacing('{{title}}</h2>', '{{title}} now</h2>') },
      'partials/section.mjml:4: the title “Near exit now” is missing in the text, after layout.txt:1.',
    ],
    [
      'a title of its own that the text has otherwise',
      'account-manager',
      { 'partials/contracts.txt': replacing('CONTRACTS', 'WHAT WAS SIGNED') },
      'partials/contracts-section.mjml:1: the title “Contracts” is “WHAT WAS SIGNED” in the text, partials/contracts.txt:1.',
    ],
    [
      'a template that is not there',
      'notice',
      { 'notice.txt': null },
      'notice.txt:1: there is no such file.',
    ],
    [
      'a layout that is not there',
      'notice',
      { 'layout.mjml': null },
      'layout.mjml:1: there is no such file.',
    ],
  ])('%s', async (_, name, edits, fault) => {
    const made = await messageModule(editedTemplates(edits), name)
    const problems = made.kind === 'faulty' ? made.problems.map(problemText) : []
    expect(problems).toEqual(expect.arrayContaining([expect.stringContaining(fault)]))
  })

  it.each<[string, Edits]>([
    ['line ends of Windows', { 'notice.mjml': crlf, 'notice.txt': crlf, 'layout.txt': crlf }],
    ['a mark at its beginning', { 'notice.mjml': bom, 'notice.txt': bom, 'layout.mjml': bom }],
  ])('is the same with %s', async (_, edits) => {
    const ours = await messageModule('templates', 'notice')
    expect(await messageModule(editedTemplates(edits), 'notice')).toEqual(ours)
    expect(ours.kind).toBe('built')
  })
})

function crlf(ours: string): string {
  return ours.replaceAll('\n', '\r\n')
}

function bom(ours: string): string {
  return `\ufeff${ours}`
}

async function built(template: { readonly mjml: string; readonly txt: string }) {
  const folder = templateFolder({
    'layout.mjml': layout,
    'layout.txt': '{{> @partial-block}}',
    'notice.mjml': template.mjml,
    'notice.txt': template.txt,
  })
  const made = await messageModule(folder, 'notice')
  if (made.kind === 'faulty') throw new TemplateFault(made.problems)
  const { html, text } = await import(`data:text/javascript,${encodeURIComponent(made.source)}`)
  return {
    ...made,
    html: Handlebars.template<object>(html),
    text: Handlebars.template<object>(text),
  }
}
