import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    root: '.',
    include: ['test/**/*.test.ts'],
    exclude: ['test/bench/**'],
    globalSetup: ['test/build/templates.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
