import { mondayMorning } from '../fixture/workspace.js'
import { type Audit, audit } from './audit.js'
import { executioner } from './executioner.js'
import { fridayAfternoon, leaveToAsk, runningWeek } from './friday.js'
import { isInside, type KillPoint } from './kill-point.js'
import type { Mission } from './mission.js'
import { openPostOffice } from './post-office.js'
import { type Ending, type Programs, type Running, start } from './program.js'
import { askedReaders, people, recipients } from './readers.js'

/** One edition, and the kills that it has to get through. */
export interface Campaign {
  /** To `ask` is to work on a Friday. */
  readonly verb: Mission['verb'] | 'ask'
  readonly onUncertain: 'hold' | 'resend'
  readonly points: readonly KillPoint[]
}

export interface Survival {
  readonly audit: Audit
  /** The points that a program did come to, and was killed at. */
  readonly killed: readonly KillPoint[]
}

const minute = 60_000
/** Longer than any lease. */
const between = 2 * 60 * minute

/** All who are to get one message. */
export function readersOf(verb: Campaign['verb']): readonly string[] {
  return verb === 'ask' ? askedReaders : recipients
}

/**
 * Starts program after program, each killed at its point, and one at last that comes to the end.
 */
export async function survive(
  programs: Programs,
  database: string,
  { verb, onUncertain, points }: Campaign,
): Promise<Survival> {
  const guard = executioner()
  const office = await openPostOffice(guard.fateOf)
  const settings = {
    ...people,
    SMTP_URL: office.url,
    SMTP_CONNECTIONS: '3',
    ON_UNCERTAIN: onUncertain,
    ...(verb === 'ask' && { WEB_URL: 'https://report.example.com' }),
  }
  const asks = verb === 'ask'
  if (asks) leaveToAsk(database)
  const killed: KillPoint[] = []
  let startsAt = (asks ? fridayAfternoon : mondayMorning) - minute / 2
  const once = async (point: KillPoint | null): Promise<Ending> => {
    const kill = point !== null && isInside(point.at) ? point : null
    const tick = verb === 'send' ? 25 * minute : 5 * minute
    const common = {
      verb: asks ? 'work' : verb,
      kind: asks ? 'prompt' : 'report',
      week: asks ? runningWeek : '2026-W46',
      patience: 10_000,
      waits: false,
      breaksOff: false,
    } as const
    const running: Running = start(programs, {
      ...common,
      database,
      settings,
      startsAt,
      tick,
      kill,
    })
    guard.watch(running.process, point)
    startsAt += between
    return await running.ended
  }
  try {
    for (const point of points) {
      const { code, out, err } = await once(point)
      if (code === null) killed.push(point)
      else if (code !== 0) throw new Error(`${JSON.stringify(point)}: ${code} ${out}${err}`)
    }
    const { code, out, err } = await once(null)
    if (code !== 0) throw new Error(`ended with ${code}: ${out}${err}`)
    return { audit: audit(database, readersOf(verb), office.taken), killed }
  } finally {
    await office.close()
  }
}
