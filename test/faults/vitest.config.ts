import { defineConfig } from 'vitest/config'
import { longForm } from './form.js'

/** The long form of the proof by faults: minutes, not seconds. */
export default defineConfig({
  test: {
    root: '.',
    include: ['test/faults/**/*.test.ts'],
    globalSetup: ['test/build/templates.ts'],
    provide: { faults: longForm },
    fileParallelism: false,
    testTimeout: 60_000,
  },
})
