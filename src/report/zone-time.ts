import { DateTime, IANAZone } from 'luxon'

/**
 * What a clock on a wall shows, as the milliseconds since the epoch at which a UTC clock shows it.
 */
export type WallTime = number

const dayMs = 86_400_000

/**
 * The first instant (milliseconds since the epoch) at which clocks in the IANA `zone` show `wall`
 * or later. So a time that clocks skip gives the instant they jump, and one they show twice the
 * first of the two. Throws where the zone is not known.
 *
 * luxon's own conversion is of no use here: it moves a skipped time on by the length of the gap,
 * and which of two instants it takes depends on the season in which it is asked.
 */
export function firstInstant(wall: WallTime, zone: string): number {
  const offset = offsetIn(zone)
  // No zone has changed its offset twice within two days since 1970, so these two are all there
  // are.
  const around = [offset(wall - dayMs), offset(wall + dayMs)]
  const shows = (instant: number) => instant + offset(instant) >= wall
  return firstThat(shows, wall - Math.max(...around), wall - Math.min(...around))
}

/** ISO 8601 with the zone's offset, to the second: `2026-03-09T07:00:00-04:00`. */
export function localTime(instant: number, zone: string): string {
  return DateTime.fromMillis(instant, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ")
}

/** ISO 8601 in UTC, to the second: `2026-03-09T11:00:00Z`. */
export function utcTime(instant: number): string {
  return DateTime.fromMillis(instant, { zone: 'utc' }).toFormat("yyyy-MM-dd'T'HH:mm:ss'Z'")
}

/** How far clocks in `zone` are ahead of UTC at an instant, in milliseconds. */
function offsetIn(zone: string): (instant: number) => number {
  const rules = IANAZone.create(zone)
  if (!rules.isValid) throw new RangeError(`Not a time zone that this Node.js knows: "${zone}"`)
  return (instant) => rules.offset(instant) * 60_000
}

/**
 * The first instant from `earliest` to `latest` for which `holds`. It does at `latest`; and if it
 * does not at `earliest`, it begins to only once in between.
 */
function firstThat(holds: (instant: number) => boolean, earliest: number, latest: number): number {
  if (earliest === latest || holds(earliest)) return earliest
  let [before, from] = [earliest, latest]
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2)
    if (holds(middle)) from = middle
    else before = middle
  }
  return from
}
