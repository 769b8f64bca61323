import { defineConfig } from 'vitest/config';

// Four kinds of test, told apart by the file name; `npm run test:KIND` runs one kind.
const kind = (name: string, include: string[], more: object = {}) => ({
  test: { name, include, exclude: ['**/node_modules/**'], ...more },
});
const database = { globalSetup: ['packages/server/test/database.setup.ts'], testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      kind('unit', ['packages/*/src/**/*.test.{ts,tsx}', '!**/*.db.test.ts'], { testTimeout: 60_000 }),
      kind('db', ['packages/server/src/**/*.db.test.ts'], database),
      kind('scenarios', ['packages/server/test/scenarios/**/*.test.ts'], { ...database, testTimeout: 180_000 }),
      kind('e2e', ['e2e/**/*.test.ts'], {
        ...database,
        globalSetup: [...database.globalSetup, 'e2e/browser.setup.ts'],
        testTimeout: 180_000,
      }),
    ],
  },
});
