/**
 * Every colour of mails, pages and pictures, and the only place where one is written. A template
 * names it, as `{{light.muted}}` or `{{dark.line}}`; the build puts the colour there.
 */
export const palette = {
  /**
   * On a white page. What words are written in has at least 4.5 times its contrast (WCAG 2, AA), and
   * so has its fellow in `dark`.
   */
  light: {
    page: '#ffffff',
    text: '#1b1f24',
    /** Words that only place what stands beside them. */
    muted: '#59636e',
    red: '#b3261e',
    yellow: '#7a5600',
    green: '#1a6b3c',
    /** Ours, until ACCENT_COLOR gives another. */
    accent: '#0b5cad',
    /** What parts one thing from another. */
    line: '#d8dde3',
    /** Around what can be filled in. */
    edge: '#767f89',
    /** Behind what is chosen. */
    tint: '#eef4fb',
    /** Behind the words that mark a test, in light and in dark. */
    note: '#fff3cd',
  },
  /** On a dark page. */
  dark: {
    page: '#14171a',
    text: '#eceff2',
    muted: '#a8b1bb',
    red: '#ff8f87',
    yellow: '#f0c04c',
    green: '#74d29a',
    accent: '#8fbcf9',
    line: '#3a414a',
    edge: '#8a939d',
    tint: '#1d2733',
  },
  /** The parts of the bar that shows revenue by status; words beside it say the same. */
  bar: { red: '#d93a2f', yellow: '#e3a90c', green: '#2e9a5b', unknown: '#9aa4af' },
  /**
   * A week of an account as a square with a letter in it, and the parts of the bar: white letters on
   * what was reported, dark ones on yellow, on what is carried and where nothing is known. Each pair
   * has at least 4.5 times the contrast (WCAG 2, AA), on a light page as on a dark one. What has dark
   * letters is so light that clients which turn colours round on their own turn both of a pair.
   */
  square: {
    red: '#c5322a',
    yellow: '#fad55a',
    green: '#1b7f45',
    carriedRed: '#f5c9c5',
    carriedYellow: '#f8e3a3',
    carriedGreen: '#bfe5cf',
    none: '#dfe4e9',
    light: '#ffffff',
    dark: '#2b2400',
  },
} as const
