import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Code } from '../base/codes.js';
import type { Finding, Range, Severity } from '../base/finding.js';
import { asList, asObject, asString, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import { declaredAttributes } from '../codec/described/attributes.js';
import { readDescription } from '../codec/described/read.js';
import type { Description } from '../codec/described/types.js';
import { parseText } from '../manifest/parse.js';
import { parseSlow } from '../manifest/slow.js';
import type { ManifestObject } from '../manifest/types.js';
import { proxyFacts } from './bazel.js';
import { projectNames } from './cpp/words.js';
import { conflictMarker } from './merge.js';
import { contentOf, descriptionFile, type ProjectFiles, projectFiles } from './project.js';
import { readRecord, recordFile } from './record.js';

/** What was looked at, and what is wrong with it. */
export interface Verified {
  findings: Finding[];
  /** Files that were read. */
  files: number;
}

interface Verifying {
  folder: string;
  findings: Finding[];
  contents: ProjectFiles;
}

/** Checks that a codec project holds together: files, names, registration, build and manifests against the description and the record. */
export function verifyProject(folder: string): Verified {
  const record = readRecord(folder);
  const text = read(folder, descriptionFile);
  const findings: Finding[] = [];
  const place = (path: string): string => join(folder, path);
  if (record === undefined || text === undefined) {
    const missing = record === undefined ? recordFile : descriptionFile;
    const code: Code = record === undefined ? 'AER0927' : 'AER0920';
    findings.push(
      plain(
        code,
        'error',
        place(missing),
        `${missing} is missing or cannot be read, so this is no codec project.`,
        "Name the folder that 'codec new' made.",
      ),
    );
    return { findings, files: 0 };
  }
  const { description, findings: described } = readDescription(text, place(descriptionFile));
  findings.push(...described);
  const contents = new Map<string, string>();
  for (const [path, generated] of record.files) {
    const content = path === descriptionFile ? text : read(folder, path);
    if (content === undefined) {
      findings.push(plain('AER0920', 'error', place(path), `${path} is missing.`, "Bring it back with 'codec update'."));
      continue;
    }
    contents.set(path, content);
    if (path === descriptionFile) continue;
    const marker = conflictMarker.exec(content);
    if (marker !== null)
      findings.push({
        ...plain(
          'AER0926',
          'error',
          place(path),
          `${path} still holds a conflict.`,
          'Choose one of the two sides and delete the markers.',
        ),
        range: rangeAt(content, marker.index, 7),
      });
    else if (content !== generated)
      findings.push(plain('AER0925', 'info', place(path), `${path} was edited by hand. An update keeps the change.`));
  }
  if (description === undefined) return { findings, files: contents.size };
  const verifying: Verifying = { folder, findings, contents };
  checkGenerated(verifying, description, text, record.files);
  checkCode(verifying, description);
  checkManifests(verifying, description);
  return { findings, files: contents.size };
}

function read(folder: string, path: string): string | undefined {
  try {
    return contentOf(path, readFileSync(join(folder, path)));
  } catch {
    return undefined;
  }
}

/** A finding about a file as a whole. */
function plain(code: Code, severity: Severity, file: string, message: string, fix?: string): Finding {
  const range: Range = { line: 1, column: 1, endLine: 1, endColumn: 2 };
  return {
    code,
    severity,
    message,
    path: [],
    origin: { file, document: 0, prefix: [] },
    range,
    ...(fix === undefined ? {} : { fix }),
  };
}

function rangeAt(text: string, start: number, length: number): Range {
  const before = text.slice(0, start).split('\n');
  const line = before.length;
  const column = (before.at(-1) ?? '').length + 1;
  return { line, column, endLine: line, endColumn: column + Math.max(1, length) };
}

/** Whether the code is still the one that the description gives. */
function checkGenerated({ folder, findings }: Verifying, description: Description, text: string, recorded: ProjectFiles): void {
  if (text === recorded.get(descriptionFile)) return;
  const now = projectFiles(description, text);
  const stale = [...now]
    .filter(([path, content]) => path !== descriptionFile && recorded.get(path) !== content)
    .map(([path]) => path);
  if (stale.length === 0) return;
  const others = stale.length === 1 ? '' : ` and ${stale.length - 1} more`;
  findings.push(
    plain(
      'AER0924',
      'error',
      join(folder, descriptionFile),
      `The description was changed after the code was generated: ${stale[0]}${others} would come out different.`,
      "Run 'codec update'.",
    ),
  );
}

/** Whether the C++ code and the build carry the names of the description. */
function checkCode(verifying: Verifying, description: Description): void {
  const names = projectNames(description);
  const { folder, prefix, protocol, codec } = names;
  const expect = (code: Code, path: string, pattern: RegExp, wanted: string, what: string): void => {
    const content = verifying.contents.get(path);
    if (content === undefined) return;
    const found = pattern.exec(content);
    if (found?.[1] === wanted) return;
    const file = join(verifying.folder, path);
    if (found === null)
      verifying.findings.push(
        plain(
          code,
          'error',
          file,
          `${path} does not name ${what} \`${wanted}\`.`,
          `Write ${what} \`${wanted}\` there, or run 'codec update'.`,
        ),
      );
    else
      verifying.findings.push({
        ...plain(code, 'error', file, `${path} names ${what} \`${found[1]}\`, the description \`${wanted}\`.`, 'Let both agree.'),
        range: rangeAt(content, found.index, found[0].length),
      });
  };
  expect('AER0921', `${folder}/config.h`, /CodecFactoryBase\("([^"]*)"\)/, codec, 'the codec');
  expect('AER0921', `${folder}/config.cc`, /REGISTER_FACTORY\((\w+),/, `${prefix}CodecConfig`, 'the factory');
  expect('AER0921', `${folder}/${protocol}_codec.proto`, /^message (\w+)/m, `${prefix}Codec`, 'the configuration message');
  expect('AER0922', 'BUILD', new RegExp(`"(//${folder}:config)"`), `//${folder}:config`, 'the dependency');
  const { annotations } = proxyFacts(description.proxy);
  expect('AER0922', `${folder}/BUILD`, /"(@com_github_cncf_[a-z]+\/\/udpa\/annotations:pkg)"/, annotations, 'the dependency');
  expect(
    'AER0922',
    `${folder}/BUILD`,
    /"(@meta_protocol_proxy\/\/src\/meta_protocol_proxy\/codec:factory_lib)"/,
    '@meta_protocol_proxy//src/meta_protocol_proxy/codec:factory_lib',
    'the dependency',
  );
  expect(
    'AER0922',
    `${folder}/BUILD`,
    /"(@meta_protocol_proxy\/\/src\/meta_protocol_proxy\/codec:codec_interface)"/,
    '@meta_protocol_proxy//src/meta_protocol_proxy/codec:codec_interface',
    'the dependency',
  );
}

function manifestNames(folder: string): string[] {
  try {
    return readdirSync(join(folder, 'manifests'))
      .filter((name) => /\.ya?ml$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** Whether Aeraki will find the codec by the manifests, and rules match on what the codec sets. */
function checkManifests({ folder, findings }: Verifying, description: Description): void {
  const objects: ManifestObject[] = [];
  for (const name of manifestNames(folder)) {
    const path = `manifests/${name}`;
    const text = read(folder, path) ?? '';
    const file = join(folder, path);
    const { findings: unread } = parseText(text, { file, explicit: true }, (object) => void objects.push(object), parseSlow);
    findings.push(...unread);
  }
  const note = ({ origin }: ManifestObject, severity: Severity, path: Path, message: string, fix: string): void => {
    findings.push({ code: 'AER0923', severity, message, path, origin, fix });
  };
  const { protocol, codec, attributes } = description;
  const declared = declaredAttributes(attributes);
  const open = attributes.some(({ from }) => from === 'pairs');
  const ofKind = (kind: string): ManifestObject[] => objects.filter(({ value }) => value['kind'] === kind);
  const protocols = ofKind('ApplicationProtocol');
  if (protocols.length === 0)
    findings.push(
      plain(
        'AER0923',
        'error',
        join(folder, 'manifests'),
        'No ApplicationProtocol tells Aeraki which codec speaks the protocol.',
        "Bring it back with 'codec update'.",
      ),
    );
  for (const object of protocols) {
    const spec = asObject(own(object.value, 'spec')) ?? {};
    if (spec['protocol'] !== protocol)
      note(
        object,
        'error',
        ['spec', 'protocol'],
        `The protocol is \`${protocol}\` in the description.`,
        `Write \`protocol: ${protocol}\`.`,
      );
    if (spec['codec'] !== codec)
      note(object, 'error', ['spec', 'codec'], `The codec is registered as \`${codec}\`.`, `Write \`codec: ${codec}\`.`);
    const annotations = asObject(own(asObject(own(object.value, 'metadata')) ?? {}, 'annotations')) ?? {};
    const named = (asString(own(annotations, 'aerakictl/attributes')) ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const wrong = [
      ...declared.filter((name) => !named.includes(name)),
      ...(open ? [] : named.filter((name) => !declared.includes(name))),
    ];
    if (wrong.length > 0) {
      const message = `The annotation declares ${named.length === 0 ? 'no attributes' : named.join(', ')}; the codec sets ${declared.join(', ') || 'none'}.`;
      note(object, 'error', ['metadata', 'annotations', 'aerakictl/attributes'], message, `Write \`${declared.join(',')}\`.`);
    }
  }
  for (const object of ofKind('Service')) {
    const ports = asList(own(asObject(own(object.value, 'spec')) ?? {}, 'ports'));
    for (const [index, port] of ports.entries()) {
      const name = asString(own(asObject(port) ?? {}, 'name')) ?? '';
      const [, layer = '', third = ''] = name.split('-');
      if (layer.toLowerCase() !== 'metaprotocol' || third === protocol) continue;
      note(
        object,
        'error',
        ['spec', 'ports', index, 'name'],
        `The port speaks \`${third}\`, the codec \`${protocol}\`.`,
        `Name it \`tcp-metaprotocol-${protocol}\`.`,
      );
    }
  }
  if (open) return;
  for (const object of ofKind('MetaRouter')) {
    const routes = asList(own(asObject(own(object.value, 'spec')) ?? {}, 'routes'));
    for (const [index, route] of routes.entries()) {
      const match = asObject(own(asObject(own(asObject(route) ?? {}, 'match')) ?? {}, 'attributes')) ?? {};
      for (const name of Object.keys(match)) {
        if (declared.includes(name.toLowerCase())) continue;
        note(
          object,
          'error',
          ['spec', 'routes', index, 'match', 'attributes', name],
          `The codec never sets \`${name}\`, so the route matches nothing.`,
          `The codec sets ${declared.join(', ') || 'no attributes'}.`,
        );
      }
    }
  }
}
