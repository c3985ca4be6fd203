import { defineConfig } from 'vitest/config'
import { shortForm } from './faults/form.js'

export default defineConfig({
  test: {
    root: '.',
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    provide: { faults: shortForm },
    globalSetup: ['test/build/templates.ts'],
    // Bounds for what hangs, not for what is slow: a busy machine takes its time.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
