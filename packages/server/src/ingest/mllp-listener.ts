import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import type { Deps } from '../platform/deps.ts';
import { counter, gauge } from '../platform/metrics.ts';
import { acceptBlock } from './accept-block.ts';
import type { Intake } from './intake.ts';
import { MLLP_LIMITS, type MllpConnection, type MllpLimits, serveConnection } from './mllp-connection.ts';
import { refusalAnswer } from './read-message.ts';
import { listListeningSources, type Source } from './sources.ts';

export type MllpListener = {
  /** Where each source is listened for; the port is the real one when 0 was asked for. */
  addresses: () => { labId: number; source: string; port: number }[];
  /** Looks at the sources again: opens new ports, closes those no longer wanted, takes changed rules. Answers how many changed. */
  refresh: () => Promise<number>;
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

/** One open port. `source` is replaced when its row changes, so that the next message is read by the new rules. */
type Listening = { source: Source; server: Server; port: number; open: Set<MllpConnection> };

/**
 * Listens for every enabled source with a port: one port is one source of one lab, so the lab of a message is never
 * guessed. `mllp_port` 0 takes the port of the configuration. A port that cannot be opened stops the start; later it is
 * tried again at the next look.
 */
export async function startMllp(deps: Deps, intake: Intake, options: MllpOptions = {}): Promise<MllpListener> {
  const limits = { ...MLLP_LIMITS, maxFrameBytes: deps.config.mllpMaxBytes, ...options.limits };
  const listening = new Map<string, Listening>();

  const open = async (source: Source): Promise<void> => {
    const made: Listening = { source, server: makeServer(deps, (socket) => serve(socket)), port: 0, open: new Set() };
    const serve = (socket: Socket): void => {
      const connection = connect(deps, intake, made, socket, limits);
      for (const group of [made.open, connections]) group.add(connection);
      socket.once('close', () => {
        for (const group of [made.open, connections]) group.delete(connection);
      });
    };
    made.server.maxConnections = options.maxConnections ?? MAX_CONNECTIONS;
    made.port = await listen(made.server, source.mllpPort || deps.config.mllpPort, deps.config.host);
    listening.set(keyOf(source), made);
  };
  const shut = async (key: string, { server, open: connected }: Listening): Promise<void> => {
    listening.delete(key);
    const stopped = new Promise<void>((settle) => server.close(() => settle()));
    await Promise.all([...connected].map((connection) => connection.close()));
    await stopped;
  };
  const close = async (): Promise<void> => {
    await Promise.all([...listening].map(([key, one]) => shut(key, one)));
  };
  const look = async (onFault: (error: unknown) => void): Promise<number> => {
    const wanted = new Map((await deps.db.inSystem(listListeningSources)).map((source) => [keyOf(source), source]));
    let changed = 0;
    for (const [key, one] of listening) {
      const source = wanted.get(key);
      if (!source) await shut(key, one);
      if (source && isDeepStrictEqual(source, one.source)) continue;
      if (source) one.source = source;
      changed += 1;
    }
    for (const [key, source] of wanted) {
      if (listening.has(key)) continue;
      await open(source).then(() => (changed += 1), onFault);
    }
    return changed;
  };

  await look((error) => {
    throw error;
  }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    addresses: () => [...listening.values()].map(({ source, port }) => ({ labId: source.labId, source: source.code, port })),
    refresh: () => look((error) => deps.log.error({ err: error }, 'a source is not listened for; the next look tries again')),
    close,
  };
}

/** Another port is another listener; everything else of a source may change under it. */
const keyOf = (source: Source): string => `${source.labId} ${source.id} ${source.mllpPort}`;

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

function connect({ clock, log }: Deps, intake: Intake, listening: Listening, socket: Socket, limits: MllpLimits): MllpConnection {
  const peer = socket.remoteAddress ?? null;
  const { source } = listening;
  return serveConnection(socket, {
    limits,
    log: log.child({ source: source.code, labId: source.labId }),
    refuse: (head, reason) => refusalAnswer({ raw: head, source: listening.source, now: clock.now() }, reason),
    handle: async (raw) => {
      const { source } = listening;
      const answer = await acceptBlock(intake, { source, transport: 'mllp', peer, raw });
      for (const state of answer.states) messages({ source: source.code, state });
      return answer.isStored || answer.acks.length > 0 ? answer.acks : null;
    },
  });
}
