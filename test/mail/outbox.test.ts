import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { composeMessage } from '../../src/mail/compose.js'
import { closeToOthers, createOutbox, fileName } from '../../src/mail/outbox.js'
import type { OutgoingMessage } from '../../src/mail/transport.js'
import { referred } from '../fixture/mail.js'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'outbox-'))
})
afterEach(() => rm(directory, { recursive: true }))

const png = Buffer.from('89504e470d0a1a0a', 'hex')
const message = {
  subject: 'Größe',
  html: '<p>Größe ▲</p><img src="cid:trend@mmr"><img src="cid:unknown">',
  text: 'Größe ▲\n',
}
const header = {
  from: { name: 'MMR', address: 'mmr@example.com' },
  to: { name: 'Ada', address: 'ada@example.com' },
  replyTo: null,
  date: 0,
  messageId: '<mmr.1@example.com>',
}

async function parcelFor(changes: Partial<OutgoingMessage> = {}): Promise<OutgoingMessage> {
  const images = [{ cid: 'trend@mmr', png }]
  const bytes = await composeMessage(message, header, { images, unsubscribeUrl: null, dkim: null })
  return {
    kind: 'report',
    week: '2026-W47',
    role: 'executive',
    address: 'ada@example.com',
    bytes,
    ...changes,
  }
}

test('a message is in the folder of its week, as mail and as a page', async () => {
  const parcel = await parcelFor()
  const outcome = await createOutbox(directory).submit(parcel)
  const path = join(directory, '2026-W47', 'executive.ada@example.com')
  expect(outcome).toEqual({ kind: 'submitted', response: `written to ${path}.eml` })
  expect((await readFile(`${path}.eml`)).equals(parcel.bytes)).toBe(true)
  expect(referred(await readFile(`${path}.html`, 'utf8'))).toBe(
    `<p>Größe ▲</p><img src="data:image/png;base64,${png.toString('base64')}"><img src="cid:unknown">\n`,
  )
})

/** The rights of a path in the outbox, as `chmod` writes them. */
async function rights(...path: string[]): Promise<string> {
  return ((await stat(join(directory, ...path))).mode & 0o777).toString(8)
}

test('no other user can read a message, whose links work for whoever has them', async () => {
  await createOutbox(join(directory, 'made', 'here')).submit(await parcelFor())
  const week = ['made', 'here', '2026-W47']
  expect(await rights('made', 'here')).toBe('700')
  expect(await rights(...week)).toBe('700')
  for (const file of await readdir(join(directory, ...week))) {
    expect(await rights(...week, file)).toBe('600')
  }
})

/** An outbox as earlier versions made it, whatever the umask of this process. */
async function openOutbox(): Promise<void> {
  await mkdir(join(directory, '2026-W46'))
  await writeFile(join(directory, '2026-W46', 'admin.ada@example.com.eml'), 'Link: …')
  await chmod(join(directory, '2026-W46', 'admin.ada@example.com.eml'), 0o644)
  await chmod(join(directory, '2026-W46'), 0o755)
  await chmod(directory, 0o755)
}

test('what was open to others is closed with the next message', async () => {
  await openOutbox()
  await createOutbox(directory).submit(await parcelFor())
  expect(await rights()).toBe('700')
  expect(await rights('2026-W46')).toBe('700')
  expect(await rights('2026-W46', 'admin.ada@example.com.eml')).toBe('600')
})

test('a folder that is shared for other things stays shared, and its mails are closed', async () => {
  await openOutbox()
  const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'))
  await writeFile(join(directory, 'notes.txt'), '')
  await chmod(join(directory, 'notes.txt'), 0o644)
  await chmod(elsewhere, 0o755)
  await symlink(elsewhere, join(directory, '2026-W45'))
  await createOutbox(directory).submit(await parcelFor())
  expect(await rights()).toBe('755')
  expect(await rights('notes.txt')).toBe('644')
  expect(await rights('2026-W46')).toBe('700')
  // A link to somewhere else is none of the outbox's folders.
  expect(await rights('2026-W45')).toBe('755')
  await rm(elsewhere, { recursive: true })
})

// Rights don't hold root back, so root looks as nobody; whoever else runs this owns the folder.
test.runIf(process.geteuid?.() === 0)(
  'what another user owns stays open, and is told',
  async () => {
    await openOutbox()
    process.seteuid?.(65_534)
    const open = await closeToOthers(directory).finally(() => process.seteuid?.(0))
    const week = join(directory, '2026-W46')
    expect(open).toEqual([week, join(week, 'admin.ada@example.com.eml'), directory])
    expect(await closeToOthers(directory)).toEqual([])
  },
)

test('the mail opens as it was composed, with CRLF line ends', async () => {
  await createOutbox(directory).submit(await parcelFor())
  const bytes = await readFile(join(directory, '2026-W47', 'executive.ada@example.com.eml'))
  expect(bytes.toString('latin1').replace(/\r\n/g, '')).not.toMatch(/[\r\n]/)
  expect((await PostalMime.parse(bytes)).subject).toBe('Größe')
})

test('the same delivery rewrites the same two files, and leaves no others', async () => {
  const outbox = createOutbox(directory)
  await outbox.submit(await parcelFor())
  await outbox.submit(await parcelFor({ address: 'ADA@example.com', bytes: Buffer.from('new') }))
  const week = join(directory, '2026-W47')
  const files = ['executive.ada@example.com.eml', 'executive.ada@example.com.html']
  expect((await readdir(week)).sort()).toEqual(files)
  expect(await readFile(join(week, files[0] ?? ''), 'utf8')).toBe('new')
})

test('roles, weeks and notices have files of their own', async () => {
  const outbox = createOutbox(directory)
  await outbox.submit(await parcelFor())
  await outbox.submit(await parcelFor({ role: 'admin' }))
  await outbox.submit(await parcelFor({ role: 'admin', kind: 'held' }))
  await outbox.submit(await parcelFor({ week: '2026-W48' }))
  expect((await readdir(directory)).sort()).toEqual(['2026-W47', '2026-W48'])
  expect((await readdir(join(directory, '2026-W47'))).filter((it) => it.endsWith('.eml'))).toEqual([
    'admin.ada@example.com.eml',
    'executive.ada@example.com.eml',
    'held-admin.ada@example.com.eml',
  ])
})

test('several at once do not disturb each other', async () => {
  const outbox = createOutbox(directory)
  const addresses = Array.from({ length: 50 }, (_, index) => `ada${index}@example.com`)
  const outcomes = await Promise.all(
    addresses.map(async (address) => outbox.submit(await parcelFor({ address }))),
  )
  expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(['submitted']))
  expect(await readdir(join(directory, '2026-W47'))).toHaveLength(100)
})

test('a folder that cannot be made pauses the run and says which', async () => {
  const file = join(directory, 'file')
  await writeFile(file, '')
  const outbox = createOutbox(join(file, 'outbox'))
  for (const outcome of [await outbox.submit(await parcelFor()), await outbox.verify()]) {
    expect(outcome).toEqual({ kind: 'paused', reason: expect.stringContaining(file) })
  }
})

test('a file that cannot be replaced pauses the run and leaves nothing half-written', async () => {
  const week = join(directory, '2026-W47')
  await mkdir(join(week, 'executive.ada@example.com.eml'), { recursive: true })
  const outcome = await createOutbox(directory).submit(await parcelFor())
  expect(outcome.kind).toBe('paused')
  expect((await readdir(week)).filter((name) => name.endsWith('.tmp'))).toEqual([])
})

test('a folder that can be written to is ready, and made where it is missing', async () => {
  const missing = join(directory, 'a', 'b')
  expect(await createOutbox(missing).verify()).toEqual({ kind: 'ready' })
  expect(await readdir(missing)).toEqual([])
})

test('what was stopped is not written', async () => {
  const outcome = await createOutbox(directory).submit(await parcelFor(), AbortSignal.abort())
  expect(outcome.kind).toBe('retry')
  expect(await readdir(directory)).toEqual([])
})

test('a week that is no week is a fault of ours', async () => {
  const parcel = await parcelFor({ week: '../../2026-W47' as OutgoingMessage['week'] })
  await expect(createOutbox(directory).submit(parcel)).rejects.toThrow('expected a week')
})

const hostile = [
  '../../../etc/passwd',
  '/etc/passwd',
  '..\\..\\windows',
  '..',
  '.',
  '',
  'a/b@example.com',
  'a\0b@example.com',
  'a\r\nb@example.com',
  'CON',
  'ada@example.com.',
  'a:b@example.com',
  '🚀@example.com',
  '\u202Eada@example.com',
  `${'x'.repeat(300)}@example.com`,
  `${'x'.repeat(299)}y@example.com`,
  'ada@example.com~0123456789abcdef',
  'a b@example.com',
  'a-b@example.com',
  '"; rm -rf ~"@example.com',
]

test.each(hostile)('the address %j stays a file in the folder of its week', async (address) => {
  const outcome = await createOutbox(directory).submit(await parcelFor({ address }))
  expect(outcome.kind).toBe('submitted')
  expect(await readdir(directory)).toEqual(['2026-W47'])
  const [file = '', page = '', ...others] = (await readdir(join(directory, '2026-W47'))).sort()
  expect(file).toMatch(/^executive[a-z0-9@._+~-]+\.eml$/)
  expect(page).toMatch(/^executive[a-z0-9@._+~-]+\.html$/)
  expect(others).toEqual([])
})

test('no two recipients share a file, not even on disks that ignore case', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 150 }),
    fc.constantFrom(...hostile),
    fc.stringMatching(/^[a-c/ A-C.~-]{1,6}@x$/),
  )
  const label = fc.constantFrom('executive', 'admin', 'account-manager', 'held-admin')
  fc.assert(
    fc.property(label, text, label, text, (aLabel, a, bLabel, b) => {
      const isSame = aLabel === bLabel && a.toLowerCase() === b.toLowerCase()
      const [first, second] = [fileName(aLabel, a), fileName(bLabel, b)]
      expect(first.toLowerCase() === second.toLowerCase()).toBe(isSame)
      expect(first).toMatch(/^[a-z0-9@+][a-z0-9@._+~-]{0,119}$/)
    }),
    { numRuns: 3000 },
  )
})
