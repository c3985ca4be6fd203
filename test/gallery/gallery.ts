import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messages } from '../fixture/weeks.js'
import { exhibit } from './exhibit.js'
import { wall } from './wall.js'

/** Hangs every role's message of every week in `folder`; gives back the page to begin with. */
export async function hang(folder: string): Promise<string> {
  const exhibits = await Promise.all(messages().map(([name, message]) => exhibit(name, message)))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const at = (file: string) => join(folder, file)
  for (const { name, light, dark, text, eml } of exhibits) {
    writeFileSync(at(`${name}.light.html`), light)
    writeFileSync(at(`${name}.dark.html`), dark)
    writeFileSync(at(`${name}.txt`), text)
    writeFileSync(at(`${name}.eml`), eml)
  }
  writeFileSync(at('index.html'), wall(exhibits))
  return at('index.html')
}
