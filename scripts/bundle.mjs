// Bundles the program: one entry, each command a lazily loaded chunk.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build, transform } from 'esbuild';
import { root } from './setup.mjs';

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const dist = join(root, 'dist');

/** commander starts other programs for commands that are files of their own; none of ours are, so what it loads for that is left out. */
const withoutSubprograms = {
  name: 'without-subprograms',
  setup(builder) {
    builder.onResolve({ filter: /^(node:)?child_process$/ }, (args) =>
      args.importer.includes('commander') ? { path: 'child_process', namespace: 'absent' } : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'module.exports = {};', loader: 'js' }));
  },
};

/** chalk asks the terminal for its colours as it is loaded; here that is decided once, in src/cli/io.ts, and handed on. */
const withoutColorDetection = {
  name: 'without-color-detection',
  setup(builder) {
    builder.onResolve({ filter: /^#supports-color$/ }, () => ({ path: 'supports-color', namespace: 'decided' }));
    builder.onLoad({ filter: /.*/, namespace: 'decided' }, () => ({
      contents: 'export default { stdout: false, stderr: false };',
      loader: 'js',
    }));
  },
};

/**
 * cli-table3 measures text by two huge patterns, for emoji and for escape sequences, made anew for each cell. src/report/table.ts gives it nothing but
 * ASCII and our own colours.
 */
const withoutHugePatterns = {
  name: 'without-huge-patterns',
  setup(builder) {
    const patterns = { 'emoji-regex': '/(?!)/g', 'ansi-regex': '/\\x1b\\[[\\d;]*m/g' };
    builder.onResolve({ filter: /^(emoji|ansi)-regex$/ }, ({ path }) => ({ path, namespace: 'small' }));
    builder.onLoad({ filter: /.*/, namespace: 'small' }, ({ path }) => ({
      contents: `const pattern = ${patterns[path]}; module.exports = () => pattern;`,
      loader: 'js',
    }));
  },
};

/**
 * Of the client library for Kubernetes only the module for connections is used. What it loads besides, for calls of the API that are made in another way here, is left out: it takes
 * longer to load than all the rest.
 */
const withoutGeneratedClient = {
  name: 'without-generated-client',
  setup(builder) {
    builder.onResolve({ filter: /^(\.\/gen\/index\.js|node-fetch)$/ }, ({ path, importer }) =>
      importer.includes('client-node') ? { path, namespace: 'unused' } : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: 'unused' }, () => ({
      contents:
        'export const Headers = undefined, createConfiguration = undefined, ServerConfiguration = undefined; export default undefined;',
      loader: 'js',
    }));
  },
};

/**
 * Names of other chunks bound once, as they are loaded. As a CommonJS module esbuild would look each up through a getter wherever it is used, which costs a
 * quarter of the time in hot loops. Chunks do not import each other in circles, and what they export is never assigned anew.
 */
function withBoundImports(text) {
  return text.replace(/\bimport\s*\{([^{}]*)\}\s*from\s*("\.[^"]+");/g, (_, names, file) => {
    return `const {${names.replace(/(\w+|\$[\w$]*) as /g, '$1: ')}} = require(${file});`;
  });
}

rmSync(dist, { recursive: true, force: true });
const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: { aerakictl: 'src/cli/entry.ts', 'judging.worker': 'src/cli/judging.worker.ts' },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  minify: true,
  chunkNames: 'chunks/[name]-[hash]',
  legalComments: 'linked',
  define: { AERAKICTL_VERSION: JSON.stringify(version) },
  plugins: [withoutGeneratedClient, withoutSubprograms, withoutColorDetection, withoutHugePatterns],
  logLevel: 'warning',
  write: false,
});

// Chunks can only be split as ES modules, but Node starts a tenth faster without its loader for these: so each becomes a CommonJS module.
for (const { path, contents, text } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  if (!path.endsWith('.js')) writeFileSync(path, contents);
  else {
    const { code } = await transform(withBoundImports(text), {
      format: 'cjs',
      target: 'node20',
      minify: true,
      supported: { 'dynamic-import': false },
      // What a CommonJS module has instead.
      ...(text.includes('import.meta.url')
        ? { define: { 'import.meta.url': 'moduleUrl' }, banner: "var moduleUrl=require('node:url').pathToFileURL(__filename);" }
        : {}),
    });
    writeFileSync(path, code);
  }
}
writeFileSync(join(dist, 'package.json'), '{ "type": "commonjs" }\n');
