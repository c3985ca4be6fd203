import { schedule } from 'node-cron'

/** Calls `tick` at once and again and again, until what it gives back is called. */
export type Ticks = (tick: () => void) => () => void

const minute = 60_000

/**
 * At once, then once a minute, at its start. node-cron alone would fall silent for as long as a
 * clock is set back, and drops what falls into a step or a busy moment: an interval, which follows
 * no clock, ticks beside it. A tick too many does nothing.
 */
export const everyMinute: Ticks = (tick) => {
  const cron = schedule('* * * * *', tick, { timezone: 'UTC', suppressMissedWarning: true })
  const interval = setInterval(tick, minute)
  tick()
  return () => {
    clearInterval(interval)
    void cron.destroy()
  }
}
