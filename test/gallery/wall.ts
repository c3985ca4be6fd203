import { type Exhibit, looks } from './exhibit.js'

/** The page on which a person flips through the exhibits, with buttons or arrow keys. */
export function wall(exhibits: readonly Exhibit[]): string {
  const shown = exhibits.map(({ name, subject, mail }) => ({
    name,
    subject,
    isMail: mail !== null,
  }))
  const options = Object.keys(looks).map((look) => `<option>${look}</option>`)
  // A `<` of a subject must not end the script.
  const data = JSON.stringify(shown).replaceAll('<', '\\u003c')
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Monday Morning Report: gallery</title>
<style>${style}</style>
<header>
  <button id="back" aria-label="Back">←</button>
  <select id="name" aria-label="Message"></select>
  <button id="on" aria-label="On">→</button>
  <select id="look" aria-label="Look">${options.join('')}</select>
  <span id="subject"></span>
  <a id="text">Text</a> <a id="mail">Mail</a>
</header>
<main>
  <figure><figcaption>Small phone, 320</figcaption><iframe title="Small phone" width="320"></iframe></figure>
  <figure><figcaption>Phone, 390</figcaption><iframe title="Phone" width="390"></iframe></figure>
  <figure><figcaption>Desktop, 720</figcaption><iframe title="Desktop" width="720"></iframe></figure>
</main>
<script>const messages = ${data}
${script}</script>
</html>
`
}

const style = `
  body { margin: 0; font: 16px/1.4 system-ui, sans-serif; background: #6b7280; color: #fff }
  header { position: sticky; top: 0; display: flex; gap: 12px; align-items: center; padding: 8px 16px; background: #111827 }
  header a { color: #93c5fd }
  #subject { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  button, select { font: inherit; min-height: 36px; padding: 4px 12px }
  main { display: flex; gap: 24px; padding: 16px }
  figure { margin: 0 }
  figcaption { padding-bottom: 8px }
  iframe { border: 0; border-radius: 8px; height: calc(100vh - 128px); background: #fff }
`

const script = `
const at = (id) => document.getElementById(id)
let index = 0
const asked = messages.findIndex(({ name }) => '#' + name === location.hash)
if (asked > 0) index = asked
at('name').append(...messages.map(({ name }, value) => new Option(name, value)))
function show() {
  const { name, subject, isMail } = messages[index]
  for (const frame of document.querySelectorAll('iframe')) frame.src = name + '.' + at('look').value + '.html'
  at('subject').textContent = subject
  at('name').value = index
  for (const id of ['text', 'mail']) at(id).hidden = !isMail
  at('text').href = name + '.txt'
  at('mail').href = name + '.eml'
  history.replaceState(null, '', '#' + name)
}
function flip(by) {
  index = (index + by + messages.length) % messages.length
  show()
}
at('back').onclick = () => flip(-1)
at('on').onclick = () => flip(1)
at('name').onchange = ({ target }) => { index = Number(target.value); show() }
at('look').onchange = show
addEventListener('keydown', ({ key }) => {
  if (key === 'ArrowLeft') flip(-1)
  if (key === 'ArrowRight') flip(1)
})
show()
`
