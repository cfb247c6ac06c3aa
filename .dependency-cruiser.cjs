/** The import table of the rooms: each may import `base`, what its row names, and whatever those may import. */
const table = {
  base: [],
  manifest: [],
  resource: ['manifest'],
  mesh: ['resource'],
  dataplane: [],
  controlplane: ['mesh', 'dataplane'],
  codec: ['manifest'],
  capture: [],
  analysis: ['dataplane'],
  lint: ['mesh', 'controlplane', 'analysis', 'codec'],
  envoy: ['dataplane'],
  live: ['controlplane', 'envoy', 'lint'],
  cluster: ['resource'],
  scaffold: ['resource', 'codec'],
};

/** A room's whole allowance: its row, and the rows of those. */
function reach(room, seen = new Set()) {
  for (const next of table[room] ?? []) if (!seen.has(next)) reach(next, seen.add(next));
  return seen;
}

const rooms = Object.keys(table).map((room) => ({
  name: `${room}-imports`,
  comment: `src/${room} may import ${['base', ...reach(room)].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^src/', pathNot: `^src/(${[room, 'base', ...reach(room)].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...rooms,
    {
      name: 'report-imports-types',
      comment: 'src/report takes types from any room but runs no code of theirs (base excepted)',
      severity: 'error',
      from: { path: '^src/report/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(report|base)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'cli-is-the-edge',
      comment: 'nothing imports src/cli, apart from the types of a declaration',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/|\\.test\\.ts$' },
      to: { path: '^src/cli/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'io-at-the-edges',
      comment: 'only manifest, cluster, scaffold and cli do I/O',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(manifest|cluster|scaffold|cli)/|\\.test\\.ts$' },
      to: { path: '^(node:)?(fs|fs/promises|child_process|net|http|https|tls|dgram|readline|worker_threads|os|process)$' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^src' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-tests-in-code',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '\\.test\\.ts$' },
    },
  ],
  options: { doNotFollow: { path: 'node_modules' }, tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' } },
};
