/** What one recipient reads, before it becomes mail: `html` and `text` say the same. */
export interface Message {
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** The same in words alone. */
export type TextMessage = Omit<Message, 'html'>
