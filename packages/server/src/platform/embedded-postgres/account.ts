import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The account PostgreSQL runs under when we are root; it refuses to run as root itself. */
export type Account = { name: string; uid: number; gid: number };

const PREFERRED = ['critical-callout', 'postgres', 'nobody'];

/** null: we are not root (or on Windows), and the server runs under our own account. */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((account) => account.name !== '' && account.uid > 0);
  for (const name of PREFERRED) {
    const found = accounts.find((account) => account.name === name);
    if (found) return found;
  }
  throw new Error(
    `PostgreSQL does not run as root, and /etc/passwd has none of the accounts ${PREFERRED.join(', ')}. ` +
      'Make one (useradd --system critical-callout), start as an ordinary user, or set DATABASE_URL.',
  );
}

/** Whether the account may pass through every folder above `path`, and `path` itself where it exists. */
export function mayEnter(account: Account, path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat) {
      const shift = stat.uid === account.uid ? 6 : stat.gid === account.gid ? 3 : 0;
      if (((stat.mode >> shift) & 1) === 0) return false;
    }
    if (folder === dirname(folder)) return true;
  }
}
