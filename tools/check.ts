// Runs every check:* script of package.json, all of them even when one fails, and ends with what is to be repaired.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  scripts: Record<string, string>;
};
const names = Object.keys(manifest.scripts).filter((name) => name.startsWith('check:'));
const failed = names.filter((name) => {
  console.log(`\n--- ${name}`);
  return spawnSync('npm', ['run', '--silent', name], { stdio: 'inherit', shell: process.platform === 'win32' }).status !== 0;
});
console.log(failed.length === 0 ? `\nAll ${names.length} checks are fine.` : `\nTo be repaired: ${failed.join(', ')}`);
process.exit(failed.length === 0 ? 0 : 1);
