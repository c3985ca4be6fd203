import { type Config, describeFault, type Fault, readConfig } from '../../src/config/config.js'

type Variables = Record<string, string>

/** The config that the variables make, which must be free of faults. */
export function configOf(
  file: Variables,
  process: Record<string, string | undefined> = {},
): Config {
  const reading = readConfig({ file, process })
  if (!reading.ok) throw new Error(reading.faults.map(describeFault).join('\n'))
  return reading.config
}

export function faultsOf(file: Variables, process: Variables = {}): readonly Fault[] {
  const reading = readConfig({ file, process })
  return reading.ok ? [] : reading.faults
}

export function warningsOf(file: Variables): readonly Fault[] {
  const reading = readConfig({ file, process: {} })
  return reading.ok ? reading.warnings : []
}
