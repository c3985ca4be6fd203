/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutants/vitest.config.ts' },
  mutate: [
    'src/report/**/*.ts',
    'src/store/{claim,sweep,deliveries,links}.ts',
    'src/mail/smtp/**/*.ts',
    'src/link/**/*.ts',
  ],
  tsconfigFile: 'none',
  ignorePatterns: ['/dist/build', '*.sqlite', '*.sqlite-*', '*.sqlite.*', '!test/store/released/**', '/data', '/docs', '/demo', '/pictures'],
  tempDirName: '.mutants',
  incremental: true,
  incrementalFile: 'node_modules/.mutants/incremental.json',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  jsonReporter: { fileName: 'node_modules/.mutants/report.json' },
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  concurrency: 1,
  timeoutMS: 20_000,
  thresholds: { high: 95, low: 90, break: 90 },
}
