import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { alone, aloneForLong } from '../../src/disk/file-lock.js'

let file = ''
beforeEach(() => {
  const directory = mkdtempSync(join(tmpdir(), 'mmr-lock-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  file = join(directory, 'lock')
})

test('nobody works while another does, and all get their turn', async () => {
  let busy = 0
  const most: number[] = []
  const work = async () => {
    busy += 1
    most.push(busy)
    await pause(5)
    busy -= 1
    return most.length
  }
  const results = await Promise.all(Array.from({ length: 6 }, () => alone(file, 60_000, work)))
  expect(most).toEqual([1, 1, 1, 1, 1, 1])
  expect(results.toSorted()).toEqual([1, 2, 3, 4, 5, 6])
  expect(existsSync(file)).toBe(false)
})

test('work that fails leaves nothing behind', async () => {
  const failing = alone(file, 60_000, async () => {
    throw new Error('no')
  })
  await expect(failing).rejects.toThrow('no')
  expect(await alone(file, 60_000, async () => 'done')).toBe('done')
})

test('what a killed program has left there stops nobody for ever', async () => {
  writeFileSync(file, '')
  expect(await alone(file, 100, async () => 'done')).toBe('done')
  expect(existsSync(file)).toBe(false)
})

test('a folder that is not there is an error', async () => {
  await expect(alone(join(file, 'in', 'nowhere'), 100, async () => 1)).rejects.toThrow('ENOENT')
})

describe('work that takes long', () => {
  test('is not taken for that of a program that was killed', async () => {
    const order: string[] = []
    const long = aloneForLong(file, 200, async () => {
      order.push('begun')
      await pause(900)
      order.push('ended')
    })
    await pause(50)
    await aloneForLong(file, 200, async () => void order.push('next'))
    await long
    expect(order).toEqual(['begun', 'ended', 'next'])
  })

  test('is waited for until somebody is asked to stop', async () => {
    writeFileSync(file, '')
    const stop = new AbortController()
    setTimeout(() => stop.abort(new Error('asked to stop')), 100)
    const waiting = aloneForLong(file, 60_000, async () => {}, stop.signal)
    await expect(waiting).rejects.toThrow('asked to stop')
  })

  test('of a program that was killed holds up nobody for longer than its patience', async () => {
    writeFileSync(file, '')
    expect(await aloneForLong(file, 100, async () => 'done')).toBe('done')
  })
})
