// What the real Aeraki said of each recorded case, beside what `translate` and `validate` say of it: docs/parity.md.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../src/base/finding.js';
import { isObject, type JsonObject } from '../src/base/json.js';
import { loadPatterns } from '../src/base/pattern.js';
import { translate } from '../src/controlplane/translate.js';
import { parseText } from '../src/manifest/parse.js';
import { parseSlow } from '../src/manifest/slow.js';
import type { ManifestObject } from '../src/manifest/types.js';
import { parseValue } from '../src/manifest/value.js';
import { buildMesh } from '../src/mesh/build.js';
import { loadReaders, validateObject } from '../src/resource/validate.js';

const folder = fileURLToPath(new URL('../../shared/golden', import.meta.url));

/** One thing that the real Aeraki said: a panic, a line of its log, or an answer of its webhook. */
interface Recorded {
  kind: 'panic' | 'log' | 'denied' | 'warned';
  text: string;
}

/** A recorded case: what was said of it, and our findings. */
export interface ParityCase {
  name: string;
  recorded: Recorded[];
  findings: Finding[];
}

interface Diagnostics {
  errors?: string[];
  log?: string[];
  webhook?: { Errors?: string[]; Warnings?: string[] }[];
}

/** What was recorded, and the codes of ours that say it. */
const counterparts: [RegExp, string][] = [
  [/GetApplicationProtocolFromPortName/, 'AER0401'],
  [/appendGlobalRateLimitFilter/, 'AER0402'],
  [/plugin\/thrift\.buildSingleCluster|plugin\/dubbo\.build/, 'AER0405'],
  [/translatePercentToFractionalPercent/, 'AER0406'],
  [/redis\.\(\*Generator\)\.buildPrefixRoute\(\)/, 'AER0407'],
  [/setKeepAliveSettings/, 'AER0408'],
  [/can't find codec/, 'AER0422'],
  [/multiple hosts found/, 'AER0437'],
  [/not support workloadselector/, 'AER0440'],
  [/error parsing provided json log format/, 'AER0445'],
  [/no route in metaRouter/, 'AER0505'],
  [/no interface annotation/, 'AER0601'],
  [/secrets? .* not found/, 'AER0625'],
  [/Trust domain/, 'AER0643'],
  [/error parsing regexp/, 'AER0206'],
  [/only the last rule can have no match/, 'AER0230'],
];

/** The code that says what was recorded; undefined where none is known to. */
export function counterpart({ text }: Recorded): string | undefined {
  return counterparts.find(([pattern]) => pattern.test(text))?.[1];
}

function readCase(name: string): { objects: ManifestObject[]; options: JsonObject; diagnostics: Diagnostics } {
  const text = (file: string): string => readFileSync(join(folder, name, file), 'utf8');
  const objects: ManifestObject[] = [];
  parseText(text('input.yaml'), { file: 'input.yaml', explicit: false }, (object) => objects.push(object), parseSlow);
  const options = parseValue(text('options.json'));
  const diagnostics = existsSync(join(folder, name, 'diagnostics.json'))
    ? (JSON.parse(text('diagnostics.json')) as Diagnostics)
    : {};
  return { objects, options: 'value' in options && isObject(options.value) ? options.value : {}, diagnostics };
}

function recordedOf({ errors = [], log = [], webhook = [] }: Diagnostics): Recorded[] {
  const all: Recorded[] = [
    ...errors.map((text): Recorded => ({ kind: 'panic', text })),
    ...log.map((text): Recorded => ({ kind: 'log', text })),
    ...webhook.flatMap(({ Errors = [] }) => Errors.map((text): Recorded => ({ kind: 'denied', text }))),
    ...webhook.flatMap(({ Warnings = [] }) => Warnings.map((text): Recorded => ({ kind: 'warned', text }))),
  ];
  return all.filter(({ text }, index) => all.findIndex((other) => other.text === text) === index);
}

/** Every recorded case; empty where the recordings are not there. */
export async function parityCases(): Promise<ParityCase[]> {
  if (!existsSync(folder)) return [];
  const [patterns, readers] = [await loadPatterns(), await loadReaders()];
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'input.yaml')));
  return names.sort().map((name) => {
    const { objects, options, diagnostics } = readCase(name);
    const { rootNamespace, namespaceScoped, meshConfig } = options;
    const mesh = buildMesh(objects, {
      ...(typeof rootNamespace === 'string' ? { rootNamespace } : {}),
      namespaceScoped: namespaceScoped === true,
      ...(isObject(meshConfig)
        ? { meshConfig, meshConfigOrigin: { file: 'options.json', document: 0, prefix: ['meshConfig'] } }
        : {}),
    });
    const judged = objects.flatMap((object) => validateObject(object, { namespace: 'default', patterns, readers }).findings);
    return { name, recorded: recordedOf(diagnostics), findings: [...translate(mesh).notes, ...judged] };
  });
}

/** A recorded line in short, as a cell of a table. */
function short({ kind, text }: Recorded): string {
  const panic = /runtime error: (.*?) at (?:internal\/)?([^<]*?)\(\)/.exec(text);
  const said = panic === null ? text.replace(/^\[\w+\] [\w-]*\s?: /, '').replace(/&\{.*\}/, '…') : `${panic[1]} in ${panic[2]}`;
  const clipped = said.length > 110 ? `${said.slice(0, 109)}…` : said;
  return `${kind}: ${clipped.replaceAll('|', '\\|').replaceAll('`', "'").replaceAll('*', '\\*').replaceAll('<', '&lt;')}`;
}

function row({ name, recorded, findings }: ParityCase): string {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const links = codes.map((code) => `[${code}](codes/${code}.md)`).join(' ');
  return `| ${name} | ${recorded.map(short).join('<br>')} | ${links} |`;
}

/** The page; undefined where the recordings are not there. */
export async function parityPage(): Promise<string | undefined> {
  const cases = await parityCases();
  if (cases.length === 0) return undefined;
  const said = cases.reduce((sum, { recorded }) => sum + recorded.length, 0);
  return [
    '# What the real Aeraki says, and what aerakictl says',
    '',
    `${cases.length} inputs were given to the code of Aeraki 1.4 itself. \`translate\` generates object for object what it generated from each. Beside that it`,
    `panicked, logged or was refused ${said} times; each of these is a finding here, with the object and the path. The other codes are what Aeraki`,
    'does without a word. This page is generated.',
    '',
    '| case | the real one | aerakictl |',
    '|---|---|---|',
    ...cases.map(row),
    '',
  ].join('\n');
}
