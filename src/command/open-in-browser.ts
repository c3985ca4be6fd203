import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure, printable, type Terminal } from './terminal.js'

/**
 * Shows a page in the browser, out of a file whose path is said on stderr.
 *
 * @throws Failure where no browser starts; the file is there all the same.
 */
export async function openInBrowser(terminal: Terminal, name: string, html: string): Promise<void> {
  const file = join(await mkdtemp(join(tmpdir(), 'mmr-preview-')), `${name}.html`)
  await writeFile(file, html)
  terminal.err(`${printable(file)}\n`)
  try {
    await terminal.open?.(file)
  } catch (cause) {
    throw new Failure('No browser could be started here. Open the file above by hand.', { cause })
  }
}
