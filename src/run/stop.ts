/** How a run is asked to end before its time. */
export interface Stop {
  /** Once it aborts, nothing more is claimed; what is under way goes on. */
  readonly claiming: AbortSignal
  /** Once it aborts, what is under way is broken off. */
  readonly sending: AbortSignal
}

/** Goes on to the end. */
export const never: Stop = {
  claiming: new AbortController().signal,
  sending: new AbortController().signal,
}
