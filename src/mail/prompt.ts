import type { PromptDigest } from '../report/digest/prompt.js'
import { fitting } from './fitting.js'
import type { Message } from './message.js'
import type { MessageLinks } from './message-links.js'
import { promptTemplates } from './template.js'
import { promptView } from './view/prompt.js'

/** A prompt as a message; HTML and text say the same. */
export function renderPrompt(digest: PromptDigest, links: MessageLinks | null): Message {
  return fitting(promptTemplates, (share) => promptView(digest, links, share))
}
