import { defineConfig } from 'vitest/config'
import { shortForm } from './faults/form.js'

export default defineConfig({
  test: {
    root: '.',
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    provide: { faults: shortForm },
    globalSetup: ['test/build/templates.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
