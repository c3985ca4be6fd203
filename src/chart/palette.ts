import type { Status } from '../report/health.js'

/**
 * Middle tones: every one has at least three times the luminance of a dark page and at most a third
 * of a white one (WCAG 1.4.11), because one picture is shown on both.
 */
export const statusColours: Readonly<Record<Status, string>> = {
  red: '#d93a2f',
  yellow: '#bd8100',
  green: '#2e9a5b',
  unknown: '#7d8894',
}

/** Lines and amounts that have no status. */
export const ink = '#727e8b'
