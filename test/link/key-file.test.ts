import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keyFileOf, linkKeys, readKeyFile } from '../../src/link/key-file.js'
import type { LinkKey } from '../../src/link/token.js'
import { scratchDirectory } from '../store/scratch.js'
import { key, keys } from './key.js'

function scratchKeyFile(): string {
  return keyFileOf(join(scratchDirectory(), 'mmr.sqlite'))
}

test('keys of the settings win, and then no file is made', async () => {
  const file = scratchKeyFile()
  expect(await linkKeys(keys, file, randomBytes)).toEqual(keys)
  expect(readdirSync(join(file, '..'))).toEqual([])
})

test('without settings a key is made once, for its owner alone', async () => {
  const file = scratchKeyFile()
  const made = await linkKeys([], file, randomBytes)
  expect(Buffer.from(made[0].secret, 'base64')).toHaveLength(32)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(await linkKeys([], file, randomBytes)).toEqual(made)
  expect(readFileSync(file, 'utf8')).toContain(made[0].id)
})

test('programs that start at once get the same key, and leave nothing else behind', async () => {
  const file = scratchKeyFile()
  const all = await Promise.all(Array.from({ length: 20 }, () => linkKeys([], file, randomBytes)))
  expect(new Set(all.map(([{ secret }]) => secret)).size).toBe(1)
  expect(readdirSync(join(file, '..'))).toEqual(['mmr.sqlite.link-keys'])
})

test('a file that holds no whole key is refused rather than replaced', async () => {
  const file = scratchKeyFile()
  writeFileSync(file, 'k1:short\n')
  await expect(linkKeys([], file, randomBytes)).rejects.toThrow('holds no key to sign links with')
  expect(readFileSync(file, 'utf8')).toBe('k1:short\n')
})

test.each([
  ['nothing', ''],
  ['blanks', ' \n\n'],
  ['a key without a secret', 'k1\n'],
  ['a whole key and one that was cut off', `k1:${'A'.repeat(43)}\nk2:AAAA\n`],
  ['a secret of other letters', `k1:${'%'.repeat(60)}\n`],
])('a file that holds %s is no key file, in words that say what to do', async (_what, text) => {
  const file = scratchKeyFile()
  writeFileSync(file, text)
  await expect(readKeyFile(file)).rejects.toMatchObject({
    name: 'KeyFileFault',
    message:
      `${file} holds no key to sign links with. Restore it from a backup; or remove it, and all ` +
      'links that were mailed end.',
  })
})

test('a file may hold several keys, a line or a blank apart, and no other is made', async () => {
  const file = scratchKeyFile()
  const [one, two, three] = [key('k1'), key('k2'), key('k3')]
  const pair = ({ id, secret }: LinkKey) => `${id}:${secret}`
  writeFileSync(file, `${pair(one)}\n\n  ${pair(two)}, ${pair(three)}\n`)
  const never = () => {
    throw new Error('there is a key')
  }
  expect(await linkKeys([], file, never)).toEqual([one, two, three])
})

test('a file that is missing has no keys, and one that cannot be read is told', async () => {
  const file = scratchKeyFile()
  expect(await readKeyFile(file)).toBeNull()
  mkdirSync(file)
  await expect(readKeyFile(file)).rejects.toMatchObject({ code: 'EISDIR' })
})

test('where a file cannot be made, what stood in the way is told', async () => {
  const file = join(scratchDirectory(), 'no', 'mmr.sqlite.link-keys')
  await expect(linkKeys([], file, randomBytes)).rejects.toMatchObject({ syscall: 'open' })
})
