import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Format } from '../format.js'
import type { Digest, Message } from '../mail/message.js'
import { previewOf } from '../mail/outbox.js'
import type { PromptDigest } from '../report/digest/prompt.js'
import { printable } from './printable.js'
import { Failure, type Terminal, UsageFault } from './terminal.js'

/** A digest or a prompt to look at: as facts, as files, in the browser, or as text. */
export interface PreviewOutput {
  readonly facts: Digest | PromptDigest
  /** What its files are called, without an extension. */
  readonly name: string
  readonly mail: () => Promise<Message & { readonly eml: Buffer }>
}

/**
 * One digest as an object, or however many there are as a list. A logo's bytes are no facts to
 * read.
 */
export function inJson(exhibits: readonly PreviewOutput[], form: 'object' | 'list'): string {
  const facts = exhibits.map((one) => one.facts)
  const shown = form === 'object' && facts.length === 1 ? facts[0] : facts
  return JSON.stringify(shown, (name, value) => (name === 'png' ? undefined : value), 2)
}

/** As a page of its own: a browser can't look into the message for its pictures. */
export async function openOne(
  terminal: Terminal,
  exhibits: readonly PreviewOutput[],
  { count }: Format,
): Promise<void> {
  const [exhibit, ...others] = exhibits
  if (exhibit === undefined || others.length > 0) {
    throw new UsageFault(
      `--open shows one digest, and there are ${count(exhibits.length)}. Name one with --recipient ADDRESS.`,
    )
  }
  const { eml } = await exhibit.mail()
  const file = join(await mkdtemp(join(tmpdir(), 'mmr-preview-')), `${exhibit.name}.html`)
  await writeFile(file, await previewOf(eml))
  terminal.err(`${printable(file)}\n`)
  await shown(terminal, file)
}

async function shown({ open }: Terminal, file: string): Promise<void> {
  try {
    await open?.(file)
  } catch (cause) {
    throw new Failure('No browser could be started here. Open the file above by hand.', { cause })
  }
}

export async function show(terminal: Terminal, exhibits: readonly PreviewOutput[]): Promise<void> {
  for (const { mail } of exhibits) {
    const { subject, text } = await mail()
    terminal.out(`Subject: ${printable(subject)}\n\n${text}\n`)
  }
}

/** Each as three files in the folder `out`. */
export async function write(
  terminal: Terminal,
  exhibits: readonly PreviewOutput[],
  out: string,
): Promise<void> {
  const directory = resolve(terminal.directory, out)
  await mkdir(directory, { recursive: true })
  for (const { name, mail } of exhibits) {
    const { html, text, eml } = await mail()
    const path = join(directory, name)
    await writeFile(`${path}.html`, html)
    await writeFile(`${path}.txt`, text)
    await writeFile(`${path}.eml`, eml)
    terminal.err(`${printable(path)}.html, .txt and .eml\n`)
  }
}
