export default {
  testEnvironment: '<rootDir>/scripts/jest-environment.js',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/dist/'],
  transform: { '\\.ts$': '<rootDir>/scripts/strip-types.js' },
  globalSetup: '<rootDir>/scripts/temporary-folder.js',
  // on two cores jest would take one
  maxWorkers: '100%',
  // a bound for what hangs; a busy machine must not fail a test
  testTimeout: 30_000,
  restoreMocks: true,
  coverageProvider: 'v8'
}
