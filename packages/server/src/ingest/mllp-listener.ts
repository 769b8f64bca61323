import { readFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import type { Deps } from '../platform/deps.ts';
import { counter, gauge } from '../platform/metrics.ts';
import { acceptBlock } from './accept-block.ts';
import { isPeerAllowed } from './allowed-peers.ts';
import { LISTENER_SEEN_EVERY_MS, type ListenerState, noteListener } from './feed-queries.ts';
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
type Listening = {
  source: Source;
  server: Server;
  isTls: boolean;
  port: number;
  open: Set<MllpConnection>;
  /** Connections from addresses that are not allowed, since this was last written down. */
  refused: { count: number; at: Date; peer: string } | null;
};

/**
 * Listens for every enabled source with a port: one port is one source of one lab, so the lab of a message is never
 * guessed. `mllp_port` 0 takes the port of the configuration. A port that cannot be opened stops the start; later it is
 * tried again at the next look.
 */
export async function startMllp(deps: Deps, intake: Intake, options: MllpOptions = {}): Promise<MllpListener> {
  const limits = { ...MLLP_LIMITS, maxFrameBytes: deps.config.mllpMaxBytes, ...options.limits };
  const listening = new Map<string, Listening>();
  const faults = new Map<string, { source: Source; fault: string }>();
  const note = noteListeners(deps);

  const open = async (source: Source): Promise<void> => {
    const isTls = usesTls(deps, source);
    const server = makeServer(deps, isTls, (socket) => serve(socket));
    const made: Listening = { source, server, isTls, port: 0, open: new Set(), refused: null };
    const serve = (socket: Socket): void => {
      const peer = socket.remoteAddress ?? null;
      if (!isPeerAllowed(made.source.allowedAddresses, peer)) {
        made.refused = { count: (made.refused?.count ?? 0) + 1, at: deps.clock.now(), peer: peer ?? 'unknown' };
        deps.log.warn(
          { source: made.source.code, labId: made.source.labId, peer },
          'mllp connection refused: address not allowed',
        );
        socket.destroy();
        return;
      }
      if (made.source.maxConnections !== null && made.open.size >= made.source.maxConnections) {
        deps.log.warn({ source: made.source.code, peer }, 'mllp connection refused: the source has its connections');
        socket.destroy();
        return;
      }
      const connection = connect(deps, intake, made, socket, {
        ...limits,
        maxFrameBytes: made.source.maxBytes ?? limits.maxFrameBytes,
      });
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
    faults.clear();
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
      await open(source).then(
        () => (changed += 1),
        (error: unknown) => {
          faults.set(key, { source, fault: error instanceof Error ? error.message : String(error) });
          onFault(error);
        },
      );
    }
    await note([...listening.values()], [...faults.values()]);
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

/** Another port, and TLS or not, is another listener; everything else of a source may change under it. */
const keyOf = (source: Source): string => `${source.labId} ${source.id} ${source.mllpPort} ${source.tls}`;

function usesTls({ config }: Deps, source: Source): boolean {
  const hasCertificate = config.mllpTlsCert !== null && config.mllpTlsKey !== null;
  if (source.tls === 'required' && !hasCertificate) {
    throw new Error(`Source ${source.code} asks for TLS, and CALLOUT_MLLP_TLS_CERT and CALLOUT_MLLP_TLS_KEY are not set.`);
  }
  return hasCertificate && source.tls !== 'off';
}

/** Writes down how each listener does: when that changes, and once a minute that it is still there. */
function noteListeners({ db, clock, log }: Deps) {
  const noted = new Map<number, { text: string; at: number }>();
  return async (listening: readonly Listening[], faults: readonly { source: Source; fault: string }[]): Promise<void> => {
    const now = clock.now();
    const states = [
      ...listening.map((one): ListenerState => {
        const { source, port, isTls, open, refused } = one;
        return { labId: source.labId, sourceId: source.id, port, fault: null, connections: open.size, isTls, refused };
      }),
      ...faults.map(({ source, fault }): ListenerState => {
        return { labId: source.labId, sourceId: source.id, port: null, fault, connections: 0, isTls: false, refused: null };
      }),
    ].filter((state) => {
      const last = noted.get(state.sourceId);
      return last?.text !== JSON.stringify(state) || now.getTime() - last.at >= LISTENER_SEEN_EVERY_MS;
    });
    if (states.length === 0) return;
    try {
      await db.inSystem(async (tx) => {
        for (const state of states) await noteListener(tx, state, now);
      });
      for (const state of states)
        noted.set(state.sourceId, { text: JSON.stringify({ ...state, refused: null }), at: now.getTime() });
      for (const one of listening) one.refused = null;
    } catch (error) {
      // Listening goes on; only what is shown of it is old.
      log.warn({ err: error }, 'the state of the mllp listeners was not written');
    }
  };
}

function makeServer({ config, log }: Deps, isTls: boolean, serve: (socket: Socket) => void): Server {
  // allowHalfOpen: a sender that closes its side right after the message still gets its answer.
  if (!isTls || config.mllpTlsCert === null || config.mllpTlsKey === null) return createServer({ allowHalfOpen: true }, serve);
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
