/** A company's colour as text and lines have it, each `#rrggbb`. */
export interface Accent {
  readonly onWhite: string
  /** A lighter shade of the same. */
  readonly onDark: string
}

/**
 * A company's picture. Its bytes are frozen with an edition, and not a hash or a path of them: the
 * file may be another one, or gone, when the edition is rendered again.
 */
export interface Logo {
  /** PNG, in Base64: facts are JSON. */
  readonly png: string
  /** As it is shown, in CSS pixels. */
  readonly width: number
  readonly height: number
}
