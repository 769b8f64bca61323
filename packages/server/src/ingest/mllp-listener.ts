import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Deps } from '../platform/deps.ts';
import { counter, gauge } from '../platform/metrics.ts';
import { acceptBlock } from './accept-block.ts';
import type { Intake } from './intake.ts';
import { MLLP_LIMITS, type MllpConnection, type MllpLimits, serveConnection } from './mllp-connection.ts';
import { refusalAnswer } from './read-message.ts';
import { listListeningSources, type Source } from './sources.ts';

export type MllpListener = {
  /** Where each source is listened for; the port is the real one when 0 was asked for. */
  addresses: { labId: number; source: string; port: number }[];
  /** No new connection, no new message; settles when what is in work is answered. */
  close: () => Promise<void>;
};

export type MllpOptions = { limits?: Partial<MllpLimits>; maxConnections?: number };

const MAX_CONNECTIONS = 200;
const messages = counter(
  'critical_callout_messages_total',
  'HL7 messages received over MLLP, by source and what became of them.',
);
const connections = new Set<MllpConnection>();
gauge('critical_callout_mllp_connections', 'Open MLLP connections.', () => connections.size);

/**
 * Listens for every enabled source with a port: one port is one source of one lab, so the lab of a message is never
 * guessed. `mllp_port` 0 takes the port of the configuration.
 */
export async function startMllp(deps: Deps, intake: Intake, options: MllpOptions = {}): Promise<MllpListener> {
  const sources = await deps.db.inSystem(listListeningSources);
  const limits = { ...MLLP_LIMITS, maxFrameBytes: deps.config.mllpMaxBytes, ...options.limits };
  const open = new Set<MllpConnection>();
  const servers: Server[] = [];
  const addresses: MllpListener['addresses'] = [];
  const close = async (): Promise<void> => {
    const stopped = servers.map((server) => new Promise<void>((settle) => server.close(() => settle())));
    await Promise.all([...open].map((connection) => connection.close()));
    await Promise.all(stopped);
  };
  for (const source of sources) {
    const serve = (socket: Socket): void => {
      const connection = connect(deps, intake, source, socket, limits);
      open.add(connection);
      connections.add(connection);
      socket.once('close', () => {
        open.delete(connection);
        connections.delete(connection);
      });
    };
    const server = makeServer(deps, serve);
    server.maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
    try {
      addresses.push({
        labId: source.labId,
        source: source.code,
        port: await listen(server, source.mllpPort || deps.config.mllpPort, deps.config.host),
      });
      servers.push(server);
    } catch (error) {
      await close();
      throw error;
    }
  }
  return { addresses, close };
}

function makeServer({ config, log }: Deps, serve: (socket: Socket) => void): Server {
  // allowHalfOpen: a sender that closes its side right after the message still gets its answer.
  if (config.mllpTlsCert === null || config.mllpTlsKey === null) return createServer({ allowHalfOpen: true }, serve);
  const server = createTlsServer(
    {
      allowHalfOpen: true,
      minVersion: 'TLSv1.2',
      cert: readFileSync(config.mllpTlsCert),
      key: readFileSync(config.mllpTlsKey),
      ...(config.mllpTlsClientCa === null
        ? {}
        : { ca: readFileSync(config.mllpTlsClientCa), requestCert: true, rejectUnauthorized: true }),
    },
    serve,
  );
  server.on('tlsClientError', (error) => log.warn({ err: error }, 'mllp sender refused: no valid TLS session'));
  return server;
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((settle, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'another program uses it' : (error.code ?? error.message);
      fail(
        new Error(
          `MLLP cannot listen on ${host}:${port}: ${why}. Choose another port (CALLOUT_MLLP_PORT, or mllp_port of the source).`,
        ),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      settle(typeof address === 'object' && address ? address.port : port);
    });
  });
}

function connect({ clock, log }: Deps, intake: Intake, source: Source, socket: Socket, limits: MllpLimits): MllpConnection {
  const peer = socket.remoteAddress ?? null;
  return serveConnection(socket, {
    limits,
    log: log.child({ source: source.code, labId: source.labId }),
    refuse: (head, reason) => refusalAnswer({ raw: head, source, now: clock.now() }, reason),
    handle: async (raw) => {
      const answer = await acceptBlock(intake, { source, transport: 'mllp', peer, raw });
      for (const state of answer.states) messages({ source: source.code, state });
      return answer.isStored || answer.acks.length > 0 ? answer.acks : null;
    },
  });
}
