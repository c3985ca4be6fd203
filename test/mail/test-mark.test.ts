import { expect, test } from 'vitest'
import { markedAsTest } from '../../src/mail/test-mark.js'
import { message } from './plain-message.js'

test('a message says first of all that it is a test, in subject, HTML and text', () => {
  const { subject, html, text } = markedAsTest(message, 'This is a test.')
  expect(subject).toBe(`[Test] ${message.subject}`)
  expect(html).toMatch(/<body>\s*<div role="note"[^>]*>This is a test\.<\/div><p>Größe/)
  expect(text).toBe(`This is a test.\n\n${message.text}`)
})

test('no name in its note becomes markup', () => {
  const { html } = markedAsTest(message, 'It is what <script>alert("&")</script> gets.')
  expect(html).toContain('It is what &lt;script&gt;alert("&amp;")&lt;/script&gt; gets.')
  expect(html).not.toContain('<script')
})

test('HTML without a body can’t pass for a test unmarked', () => {
  expect(() => markedAsTest({ ...message, html: '<p>Hello' }, 'This is a test.')).toThrow('no body')
})
