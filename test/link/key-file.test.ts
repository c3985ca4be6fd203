import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keyFileOf, linkKeys } from '../../src/link/key-file.js'
import { scratchDirectory } from '../store/scratch.js'
import { keys } from './key.js'

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
