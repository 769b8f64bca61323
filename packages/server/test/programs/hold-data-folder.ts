// Starts the embedded PostgreSQL in the folder of its argument, prints { url, postgresPid } and stays until it is killed.
import { startEmbeddedPostgres } from '../../src/platform/embedded-postgres/index.ts';

const [dataDir = ''] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ dataDir, port: 3999 });
process.stdout.write(`${JSON.stringify({ url: server.url, postgresPid: server.pid() })}\n`);
process.on('SIGTERM', () => void server.stop().then(() => process.exit(0)));
setInterval(() => undefined, 1 << 30);
