// The walls of ARCHITECTURE.md, section "Who may import whom". tools/try-walls.ts breaks each rule once to prove it holds.
const TEST_FILE = '\\.test\\.tsx?$';

/** server room → the rooms it may enter (through their index.ts), besides itself. platform is open to all of them. */
const ENTERS = {
  platform: [],
  auth: [],
  audit: ['auth'],
  directory: ['auth', 'audit'],
  evaluation: ['auth', 'audit'],
  repeats: ['auth', 'audit'],
  callout: ['auth', 'audit', 'repeats'],
  ingest: ['auth', 'audit', 'callout', 'evaluation'],
  escalation: ['auth', 'audit', 'callout'],
  delivery: ['auth', 'audit', 'callout'],
  practice: ['auth', 'audit', 'callout', 'ingest'],
  acknowledgement: ['auth', 'audit', 'callout', 'delivery'],
  ownership: ['auth', 'audit'],
  worklist: ['auth', 'audit', 'ownership'],
  workplace: ['auth', 'audit'],
  search: ['auth', 'audit'],
  reports: ['auth', 'audit'],
  settings: ['auth', 'audit'],
  setup: ['auth', 'audit'],
  invariants: ['auth', 'audit'],
};

const serverRooms = Object.entries(ENTERS).map(([room, others]) => ({
  name: `server-${room}`,
  comment: `server/${room} may import ${['platform', ...others].join(', ')} and itself: the data path runs one way`,
  severity: 'error',
  from: { path: `^packages/server/src/${room}/`, pathNot: TEST_FILE },
  to: { path: '^packages/server/src/', pathNot: `^packages/server/src/(${[room, 'platform', ...others].join('|')})/` },
}));

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'two files that need each other are one thing in two places',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolves',
      comment: 'an import must lead somewhere, else no wall can be checked on it',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(virtual:|vite/client)' },
    },
    {
      name: 'declared',
      comment: 'a package imports only what its own package.json declares; hoisting is luck',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: TEST_FILE },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-dev-package-at-run-time',
      comment: 'what npm ci --omit=dev leaves out cannot be needed by a running server',
      severity: 'error',
      from: { path: '^packages/(domain|contract|server)/src/', pathNot: TEST_FILE },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'domain-alone',
      comment: 'domain ← contract ← server: the rules know nobody above them',
      severity: 'error',
      from: { path: '^packages/domain/' },
      to: { path: '^(packages/(contract|server|web)|bench|e2e|tools)/' },
    },
    {
      name: 'domain-pure',
      comment: 'the domain reads no clock, makes no random number and does no I/O, so no module of Node may enter it',
      severity: 'error',
      from: { path: '^packages/domain/src/', pathNot: TEST_FILE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-on-domain-only',
      comment: 'shapes on the wire are shared by server and web, so they can know neither, nor Node',
      severity: 'error',
      from: { path: '^packages/contract/src/', pathNot: TEST_FILE },
      to: { path: '^(packages/(server|web)|bench|e2e|tools)/' },
    },
    {
      name: 'contract-without-node',
      comment: 'the browser loads these files too',
      severity: 'error',
      from: { path: '^packages/contract/src/', pathNot: TEST_FILE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'web-on-domain-and-contract-only',
      comment: 'the screens speak HTTP to the server',
      severity: 'error',
      from: { path: '^packages/web/' },
      to: { path: '^(packages/server|bench|e2e|tools)/' },
    },
    {
      name: 'web-without-node',
      comment: 'a browser has no modules of Node',
      severity: 'error',
      from: { path: '^packages/web/src/', pathNot: TEST_FILE },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'server-not-web',
      comment: 'the server hands out the built files and knows nothing of their source',
      severity: 'error',
      from: { path: '^packages/server/' },
      to: { path: '^(packages/web|bench|e2e|tools)/' },
    },
    {
      name: 'server-door',
      comment: 'a server room is entered through its index.ts (platform is the common floor, cli the top: neither has a door)',
      severity: 'error',
      from: { path: '^packages/server/src/([^/]+)/' },
      to: {
        path: '^packages/server/src/[^/]+/',
        pathNot: '^packages/server/src/($1|platform|cli)/|^packages/server/src/[^/]+/index\\.ts$',
      },
    },
    {
      name: 'server-door-from-the-top',
      comment: 'app.ts, main.ts and the test harness use the same doors',
      severity: 'error',
      from: { path: '^packages/server/(src/[^/]+\\.ts$|test/)' },
      to: {
        path: '^packages/server/src/[^/]+/',
        pathNot: '^packages/server/src/platform/|^packages/server/src/[^/]+/index\\.ts$',
      },
    },
    {
      name: 'domain-door',
      comment: 'a domain room is entered through its index.ts',
      severity: 'error',
      from: { path: '^packages/domain/src/([^/]+)/' },
      to: { path: '^packages/domain/src/[^/]+/', pathNot: '^packages/domain/src/$1/|^packages/domain/src/[^/]+/index\\.ts$' },
    },
    {
      name: 'web-door',
      comment: 'a web room is entered through its index.ts; platform and ui are the common floor',
      severity: 'error',
      from: { path: '^packages/web/src/([^/]+)/', pathNot: TEST_FILE },
      to: {
        path: '^packages/web/src/[^/]+/',
        pathNot: '^packages/web/src/($1|platform|ui)/|^packages/web/src/[^/]+/index\\.tsx?$',
      },
    },
    ...serverRooms,
    {
      name: 'journeys-and-benches-from-outside',
      comment: 'e2e and bench speak HTTP and MLLP; they may start the server through its test harness and read the shared shapes',
      severity: 'error',
      from: { path: '^(bench|e2e)/' },
      to: { path: '^packages/(server/src|web)/' },
    },
  ],
  options: {
    // TypeScript 7 has no compiler API for JavaScript; swc reads .ts and .tsx, type-only imports included.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)dist/', '\\.generated\\.ts$'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
    combinedDependencies: false,
  },
};
