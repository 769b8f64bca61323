// Prints `N passed, N failed, N skipped` from Vitest's JSON results; fails when a test failed or none was run.
import { existsSync, readFileSync } from 'node:fs';

type Results = {
  success: boolean;
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { name: string; status: string; assertionResults: unknown[] }[];
};

const file = process.argv[2] ?? 'test-results/vitest.json';
if (!existsSync(file)) {
  console.error(`${file} was not written: the test run ended before its results`);
  console.log('0 passed, 1 failed');
  process.exit(1);
}
const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
// A file that could not be loaded has no test in it to count as failed, so it counts as one.
const broken = results.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);
for (const { name } of broken) console.error(`could not be run: ${name}`);
const failed = results.numFailedTests + broken.length || (results.success ? 0 : 1);
const skipped = results.numPendingTests + results.numTodoTests;
console.log(`${results.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 || results.numPassedTests === 0 ? 1 : 0);
