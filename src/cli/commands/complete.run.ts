import { codes } from '../../base/codes.js';
import { protocolOf } from '../../controlplane/names.js';
import { translate } from '../../controlplane/translate.js';
import { codecFacts } from '../../dataplane/codecs.js';
import { buildMesh } from '../../mesh/build.js';
import type { Mesh } from '../../mesh/types.js';
import { kindNamed, kindNames } from '../../resource/kinds.js';
import { explainPath, isUnknownField, splitPath } from '../../resource/schema.js';
import { schemas } from '../../resource/schemas.js';
import { write } from '../io.js';
import type { LivePlace } from '../livewords.js';
import { readAll } from '../objects.js';
import { gather } from '../reading.js';
import type { CommandDeclaration, Completes, Handler, OptionDeclaration } from '../types.js';

/** A candidate and, where it helps, what it is. */
export type Candidate = [word: string, description?: string];

interface Typed {
  /** What is being completed, and how much of it is there. */
  completes: Completes | undefined;
  prefix: string;
  /** The plain arguments before the word under the cursor. */
  files: string[];
  host: string | undefined;
  /** Which cluster is meant, where live names are wanted. */
  place: LivePlace;
}

/** What the words say of the place the cursor is at. */
function read(command: CommandDeclaration, words: readonly string[]): Typed {
  const files: string[] = [];
  const optionOf = (word: string): OptionDeclaration | undefined =>
    command.options.find((option) => word === `--${option.long}` || (option.short !== undefined && word === `-${option.short}`));
  let host: string | undefined;
  const place: LivePlace = {};
  const take = (name: string, value: string): void => {
    if (name === 'host') host = value;
    if (name === 'kubeconfig' || name === 'context' || name === 'namespace') place[name] = value;
  };
  let pending: OptionDeclaration | undefined;
  for (const word of words.slice(0, -1)) {
    if (pending !== undefined) {
      take(pending.long, word);
      if (pending.long === 'filename') files.push(word);
      pending = undefined;
    } else if (word.startsWith('-') && word !== '-') {
      const option = optionOf(word);
      if (option?.value !== undefined && !word.includes('=')) pending = option;
      else take(word.slice(2).split('=')[0] ?? '', word.slice(word.indexOf('=') + 1));
    } else files.push(word);
  }
  const last = words.at(-1) ?? '';
  const attached = /^(--[\w-]+)=(.*)$/s.exec(last);
  if (pending === undefined && attached !== null) {
    return { completes: optionOf(attached[1] ?? '')?.completes, prefix: attached[2] ?? '', files, host, place };
  }
  const argument = command.arguments[Math.min(files.length, command.arguments.length - 1)];
  return { completes: pending === undefined ? argument?.completes : pending.completes, prefix: last, files, host, place };
}

async function meshOfFiles(files: string[]): Promise<Mesh> {
  const input = await gather({ arguments: files, options: new Map(), program: 'aerakictl' }, 'simulate');
  return buildMesh(readAll(input).objects, {});
}

/** The attributes that rules of the mesh match on, and those that the codecs in it set. */
function attributesOf(mesh: Mesh, host: string | undefined): Candidate[] {
  const names = new Map<string, string>();
  for (const listener of translate(mesh).listeners) {
    if (host !== undefined && listener.host !== host) continue;
    const facts = listener.applicationProtocol === undefined ? undefined : codecFacts(listener.applicationProtocol);
    for (const name of facts?.attributes ?? []) names.set(name, `set by ${facts?.name}`);
  }
  for (const { value } of mesh.routers) {
    if (host !== undefined && !value.hosts.includes(host)) continue;
    for (const route of value.routes) {
      for (const name of route.match?.attributes.keys() ?? []) names.set(name, `matched by ${route.name || 'a route'}`);
    }
  }
  for (const { hosts, ports } of mesh.services) {
    const [called] = hosts;
    if (called === undefined || (host !== undefined && called !== host)) continue;
    const protocol = ports.map(({ name }) => protocolOf(name)).find((known) => known !== undefined);
    if (protocol !== 'dubbo' && protocol !== 'thrift') continue;
    for (const name of protocol === 'dubbo' ? ['interface', 'method'] : ['method'])
      names.set(name, `of a native ${protocol} call`);
    if (protocol === 'thrift') continue;
    for (const { headers } of mesh.virtualServicesByHost.get(called)?.[0]?.value.http.flatMap(({ matches }) => matches) ?? []) {
      for (const name of headers.keys()) names.set(name, 'matched by a VirtualService');
    }
  }
  return [...names].map(([name, description]) => [`${name}=`, description]);
}

/** The ports of the services, or of the one that is asked for. */
function portsOf(mesh: Mesh, host: string | undefined): Candidate[] {
  const found = new Map<string, string>();
  for (const { hosts, ports } of mesh.services) {
    if (host !== undefined && hosts[0] !== host) continue;
    for (const { number, name } of ports) {
      const before = found.get(String(number));
      if (before === undefined) found.set(String(number), name);
    }
  }
  return [...found];
}

function explainable(prefix: string): Candidate[] {
  if (/^aer/i.test(prefix)) return Object.entries(codes).map(([code, { summary }]) => [code, summary]);
  const at = prefix.lastIndexOf('.');
  if (at < 0) return [...kindNames().map((name): Candidate => [name.toLowerCase()]), ['codes', 'every finding code']];
  const [kind = '', ...path] = splitPath(prefix.slice(0, at));
  const info = kindNamed(kind);
  const schema = info === undefined ? undefined : schemas[info.schema];
  const explanation = schema === undefined ? undefined : explainPath(schema, path);
  if (explanation === undefined || isUnknownField(explanation)) return [];
  return explanation.fields.map((field) => [`${prefix.slice(0, at)}.${field.name}`, field.summary]);
}

async function candidates(typed: Typed, env: NodeJS.ProcessEnv): Promise<Candidate[]> {
  switch (typed.completes) {
    case 'host':
      return [...(await meshOfFiles(typed.files)).servicesByHost.keys()].map((host) => [host]);
    case 'attribute':
      return attributesOf(await meshOfFiles(typed.files), typed.host);
    case 'port':
      return portsOf(await meshOfFiles(typed.files), typed.host);
    case 'explainable':
      return explainable(typed.prefix);
    case 'kind':
      return kindNames().map((name) => [name.toLowerCase()]);
    case 'context':
    case 'namespace':
    case 'pod': {
      const { liveNames } = await import('../livewords.js');
      return (await liveNames(typed.completes, typed.place, env)).map((name) => [name]);
    }
    default:
      return [];
  }
}

/** The candidates that only the program knows for the last of a command's words. Whatever goes wrong, there are none. */
export async function candidatesAt(
  command: CommandDeclaration,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Candidate[]> {
  try {
    const typed = read(command, words);
    const wanted = typed.prefix.toLowerCase();
    return (await candidates(typed, env)).filter(([word]) => word.toLowerCase().startsWith(wanted));
  } catch {
    // A shell that completes has no place for errors.
    return [];
  }
}

/** Runs `__complete`: candidates, one a line, with a tab and a description where there is one. Whatever goes wrong, there are none. */
export const run: Handler = async (invocation) => {
  const [name, ...after] = invocation.arguments;
  const first = (await invocation.commands()).find((known) => known.name === name);
  const below = first?.subcommands?.find((known) => known.name === `${name} ${after[0]}`);
  const command = below ?? first;
  const words = below === undefined ? after : after.slice(1);
  if (command === undefined) return 0;
  const fitting = await candidatesAt(command, words, invocation.io.env);
  await write(invocation.io.stdout, fitting.map((candidate) => `${candidate.join('\t')}\n`).join(''));
  return 0;
};
