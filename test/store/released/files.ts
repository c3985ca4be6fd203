import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** The releases of which a database is kept here: their own programs made them. */
export const releasesKept: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.sqlite.gz'))
  .map((name) => name.replace('.sqlite.gz', ''))
  .sort()

/** Puts the database of a release at `file`. */
export function putReleased(release: string, file: string): void {
  writeFileSync(file, gunzipSync(readFileSync(`${folder}/${release}.sqlite.gz`)), { mode: 0o600 })
}
