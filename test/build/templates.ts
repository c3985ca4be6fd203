import { buildTemplates } from '../../src/build/build-templates.js'

/** Runs before all tests, so that they never read templates older than those that were edited. */
export async function setup(): Promise<void> {
  const folders = { from: 'templates', to: 'dist/templates' }
  await buildTemplates(folders)
}
