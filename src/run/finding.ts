/**
 * Something that needs care. A fault stands in the way of the next report, a warning does not; a
 * remark tells what could be and isn't.
 */
export interface Finding {
  readonly kind: 'fault' | 'warning' | 'remark'
  readonly what: string
  /** What to do about it. */
  readonly cure: string
}
