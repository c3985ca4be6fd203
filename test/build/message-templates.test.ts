import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Handlebars from 'handlebars/runtime.js'
import { describe, expect, it } from 'vitest'
import { buildTemplates, htmlSource } from '../../src/build/message-templates.js'
import { TemplateFault } from '../../src/build/template-fault.js'
import { templateFolder } from '../fixture/template-folder.js'

const layout = '<mjml lang="en" dir="ltr"><mj-body>\n{{> @partial-block}}\n</mj-body></mjml>'
const whole = '<mj-section><mj-column><mj-text>{{name}}</mj-text></mj-column></mj-section>'

describe('building templates', () => {
  it('makes a module for each kind of message, whose HTML escapes and whose text does not', async () => {
    const { html, text } = await built({ mjml: whole, txt: 'Hello {{name}}' })
    const name = `<b>"Tom" & 'Ann'</b>`
    expect(html({ name })).toContain('>&lt;b&gt;&quot;Tom&quot; &amp; &#x27;Ann&#x27;&lt;/b&gt;<')
    expect(text({ name })).toBe(`Hello ${name}\n`)
  })

  it('leaves no indentation, no web font and no file behind but the modules', async () => {
    const { html, folder } = await built({ mjml: whole, txt: '' })
    const made = html({ name: 'x' })
    expect(made).not.toMatch(/^\s|\n\n/m)
    expect(made).not.toMatch(/@import|fonts\.googleapis/)
    expect(readdirSync(folder)).toEqual([
      'account-manager.js',
      'admin.js',
      'executive.js',
      'letter.js',
      'notice.js',
      'prompt.js',
    ])
  })

  it('makes templates that refuse a view without one of their values', async () => {
    const { html, text } = await built({ mjml: whole, txt: '{{name}}' })
    expect(() => html({})).toThrow('"name" not defined')
    expect(() => text({})).toThrow('"name" not defined')
  })

  it('makes the same bytes of the same templates', async () => {
    const [one, other] = [
      await built({ mjml: whole, txt: 'x' }),
      await built({ mjml: whole, txt: 'x' }),
    ]
    expect(one.module).toBe(other.module)
  })
})

describe('a mistake in a template is told by file and line', () => {
  it.each<[string, string, string]>([
    ['an unknown element', '\n<mj-sectio></mj-sectio>', "2: Element mj-sectio doesn't exist"],
    ['an unknown attribute', '<mj-section colour="red" />', '1: Attribute colour is illegal'],
    ['a bad value', '<mj-section padding="wide" />', '1: Attribute padding has invalid value'],
    ['an element left open', '<mj-section>\n<mj-column>\n</mj-section>', '3: </mj-section> stands'],
    ['an element never closed', '\n<mj-section>', 'layout.mjml:3: </mj-body> stands where'],
    ['an element never opened', '</mj-text>', '1: </mj-text> stands where'],
    ['a bare block', `\n\n{{#if a}}\n${whole}{{/if}}`, '3: MJML drops {{#if a}} where it stands'],
    ['a value between columns', '<mj-section>{{a}}</mj-section>', '1: MJML drops {{a}}'],
    ['a block left open', '<mj-text>\n{{#if a}}</mj-text>', 'Parse error'],
    [
      'blocks closed crosswise',
      '<mj-raw>\n\n{{#if a}}{{/with}}</mj-raw>',
      "3: if doesn't match with",
    ],
    ['an unescaped value', '<mj-text>\n{{{a}}}</mj-text>', '2: every value is escaped'],
    ['another unescaped value', '<mj-text>{{&a}}</mj-text>', '1: every value is escaped'],
  ])('%s', async (_, mjml, fault) => {
    const folder = templateFolder({ 'layout.mjml': layout, 'executive.mjml': mjml })
    const failure = htmlSource(folder, 'executive')
    await expect(failure).rejects.toThrow(TemplateFault)
    await expect(failure).rejects.toThrow(fault)
    await expect(failure).rejects.toThrow(/^[\w-]+\.mjml:\d+: /)
  })
})

interface Built {
  readonly folder: string
  readonly module: string
  readonly html: (view: object) => string
  readonly text: (view: object) => string
}

async function built(template: { readonly mjml: string; readonly txt: string }): Promise<Built> {
  const roles = ['executive', 'account-manager', 'admin', 'notice', 'prompt', 'letter'].flatMap(
    (role) => [
      [`${role}.mjml`, template.mjml],
      [`${role}.txt`, template.txt],
    ],
  )
  const layouts = { 'layout.mjml': layout, 'layout.txt': '{{> @partial-block}}' }
  const from = templateFolder({ ...layouts, ...Object.fromEntries(roles) })
  const folder = join(from, 'made')
  await buildTemplates({ from, to: folder })
  const file = join(folder, 'executive.js')
  const { html, text } = await import(pathToFileURL(file).href)
  return {
    folder,
    module: readFileSync(file, 'utf8'),
    html: Handlebars.template(html),
    text: Handlebars.template(text),
  }
}
