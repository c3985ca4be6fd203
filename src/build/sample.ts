/** Marks what a sample has and a real view may not have. */
export class Optional<Value> {
  readonly value: Value

  constructor(value: Value) {
    this.value = value
  }
}

/**
 * A view with everything in it: each list has a row, and what may be absent is there and marked as
 * such, so that the compiler asks for every part of every view.
 */
export type Sample<Shown> = null extends Shown
  ? Optional<Sample<NonNullable<Shown>>>
  : Shown extends readonly (infer Item)[]
    ? readonly Sample<Item>[]
    : Shown extends object
      ? { readonly [Key in keyof Shown]: Sample<Shown[Key]> }
      : Shown

export function optional<Value>(value: Value): Optional<Value> {
  return new Optional(value)
}

/** The view itself, with all that may be absent. */
export function everything(sample: unknown): unknown {
  if (sample instanceof Optional) return everything(sample.value)
  if (Array.isArray(sample)) return sample.map(everything)
  return isGroup(sample) ? mapped(sample, everything) : sample
}

/**
 * Views that between them try every branch: everything there, as little as there can be, and then one
 * part after the other of the view, however deep: lists empty, and with one more item that lacks one
 * part or all; texts empty, optional parts absent, yes where there was no.
 */
export function* variants(sample: unknown): Generator<unknown> {
  yield everything(sample)
  yield least(sample)
  yield* turns(sample)
}

/** The view itself, with as little as there can be. */
export function least(sample: unknown): unknown {
  if (sample instanceof Optional) return null
  if (Array.isArray(sample)) return []
  if (typeof sample === 'string') return ''
  if (typeof sample === 'boolean') return false
  return isGroup(sample) ? mapped(sample, least) : sample
}

/** Each of them differs in one part. */
function* turns(sample: unknown): Generator<unknown> {
  if (sample instanceof Optional) {
    yield null
    yield* turns(sample.value)
  } else if (Array.isArray(sample)) {
    const whole = sample.map(everything)
    yield []
    for (const item of sample) {
      for (const turned of [least(item), ...turns(item)]) yield [...whole, turned]
    }
  } else if (typeof sample === 'string') {
    yield ''
  } else if (typeof sample === 'boolean') {
    yield !sample
  } else if (isGroup(sample)) {
    const whole = mapped(sample, everything)
    for (const [key, part] of Object.entries(sample)) {
      for (const turned of turns(part)) yield { ...whole, [key]: turned }
    }
  }
}

function mapped(
  group: Readonly<Record<string, unknown>>,
  change: (part: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(group).map(([key, part]) => [key, change(part)]))
}

function isGroup(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
