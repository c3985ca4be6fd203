import { defineConfig } from 'vitest/config'
import { shortForm } from '../faults/form.js'

/** The tests beside what is mutated: each mutant is to be killed by those that are about it. */
export default defineConfig({
  test: {
    root: '.',
    include: [
      'test/report/**/*.test.ts',
      'test/link/**/*.test.ts',
      'test/store/**/*.test.ts',
      'test/mail/smtp/**/*.test.ts',
    ],
    provide: { faults: shortForm },
    testTimeout: 60_000,
  },
})
