import { buildTemplates } from '../../src/build/message-templates.js'

/** Runs before all tests, so that they never read templates older than those that were edited. */
export async function setup(): Promise<void> {
  await buildTemplates({ from: 'templates', to: 'dist/templates' })
}
