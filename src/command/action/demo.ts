import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Config, describeFault, readConfig } from '../../config/config.js'
import {
  demoDatabase,
  demoEnv,
  demoEnvFile,
  demoLastWeek,
  demoSettings,
  importSample,
} from '../../run/demo.js'
import { sendEdition } from '../../run/send-edition.js'
import { demoSummary } from '../demo-summary.js'
import { readEnvFile, settingsIn } from '../env-file.js'
import { onHold } from '../on-hold.js'
import { type CommonOptions, inWorkspace } from '../session.js'
import { type ExitCode, Failure, type Terminal, UsageFault } from '../terminal.js'
import { paceOf, requireSigningKey, withTransport } from '../way-out.js'

/** Goes the whole way on the sample portfolio. It never touches the real database. */
export async function demo(terminal: Terminal, options: CommonOptions): Promise<ExitCode> {
  const config = demoConfig(terminal, options)
  await startAfresh(terminal, config, options)
  return await inWorkspace(terminal, config, async (work) => {
    const dkim = await requireSigningKey(terminal, config)
    const week = await importSample({ ...work, dkim }, resolve(terminal.directory, demoLastWeek))
    const result = await withTransport(terminal, config, (transport) =>
      sendEdition({ ...work, dkim }, { week, transport, only: null, pace: paceOf(config) }),
    )
    if (result.kind === 'on-hold') throw new Failure(onHold(result.hold))
    if (result.kind !== 'report')
      throw new Failure(`The sample portfolio has no figures of ${week}.`)
    return demoSummary(terminal, config, result)
  })
}

/** A `.env` that lies about is not read: its people must not get mail of a made-up company. */
function demoConfig(terminal: Terminal, options: CommonOptions): Config {
  const asked = options.envFile === undefined ? {} : settingsIn(readEnvFile(terminal, options))
  const result = readConfig({ file: { ...demoSettings, ...asked }, process: terminal.env })
  if (!result.ok) throw new UsageFault(result.faults.map(describeFault))
  // No web server runs on the demo's database: its links would lead nowhere.
  const web = { ...result.config.web, url: null }
  return { ...result.config, web, databaseFile: options.database ?? demoDatabase }
}

/**
 * The demo's own database is made anew; one that was named is used as it is. Either is in demoEnv.
 */
async function startAfresh(
  { directory }: Terminal,
  { databaseFile }: Config,
  options: CommonOptions,
): Promise<void> {
  const settings = resolve(directory, demoEnv)
  await mkdir(dirname(settings), { recursive: true })
  await writeFile(settings, demoEnvFile(databaseFile))
  if (options.database !== undefined) return
  const file = resolve(directory, databaseFile)
  for (const suffix of ['', '-wal', '-shm', '.mark', '.heartbeat'])
    await rm(`${file}${suffix}`, { force: true })
}
