// Waits for a line on standard input, tries to lock the folder of its argument, prints "mine" or the pid of the holder,
// and keeps what it has until standard input ends.
import { DataFolderInUse, lockFolder } from '../../src/platform/embedded-postgres/lock.ts';

const [folder = ''] = process.argv.slice(2);
process.stdout.write('waiting\n');
process.stdin.once('data', () => {
  try {
    lockFolder(folder, { port: 0, now: new Date() });
    process.stdout.write('mine\n');
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error;
    process.stdout.write(`${error.holder.pid}\n`);
  }
});
process.stdin.once('end', () => process.exit(0));
