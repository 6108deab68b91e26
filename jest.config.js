export default {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/lib/', '<rootDir>/dist/'],
  transform: { '\\.ts$': '<rootDir>/scripts/strip-types.js' },
  // on two cores jest would take one
  maxWorkers: '100%',
  restoreMocks: true,
  coverageProvider: 'v8'
}
