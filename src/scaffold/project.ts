import { type Codec, codecOf } from '../codec/described/decode.js';
import type { Description } from '../codec/described/types.js';
import { bazelFiles } from './bazel.js';
import { cmakeFile } from './cmake.js';
import { codecFiles } from './cpp/codec.js';
import { configFiles } from './cpp/config.js';
import { protocolFiles } from './cpp/protocol.js';
import { standinFiles } from './cpp/standin.js';
import { corpus, testFiles } from './cpp/tests.js';
import { wireFiles } from './cpp/wire.js';
import { type ProjectNames, projectNames } from './cpp/words.js';
import { dissectorFile } from './dissector.js';
import { manifestFiles, workflowFile } from './manifests.js';
import { readmeFile } from './readme.js';

/** The files of a project by their paths, in the order of the paths. Those that end in `.bin` are byte strings, all others texts. */
export type ProjectFiles = ReadonlyMap<string, string>;

/** The description that a project is made from. */
export const descriptionFile = 'codec.yaml';

/** Makes every file of a codec project; `text` is the description as it was read, which becomes `codec.yaml`. The same input gives the same files. */
export function projectFiles(description: Description, text: string): ProjectFiles {
  const codec: Codec = codecOf(description);
  const names: ProjectNames = projectNames(description);
  const { folder, protocol } = names;
  const files = new Map<string, string>([
    [descriptionFile, text],
    ['CMakeLists.txt', cmakeFile(names)],
    ['README.md', readmeFile(codec, names)],
    ['.github/workflows/codec.yaml', workflowFile(names)],
    [`wireshark/${protocol}.lua`, dissectorFile(codec, names)],
  ]);
  const addAll = (more: ReadonlyMap<string, string>, below = ''): void => {
    for (const [path, content] of more) files.set(`${below}${path}`, content);
  };
  const wire = wireFiles(description, names);
  const frame = protocolFiles(codec, names);
  const code = codecFiles(codec, names);
  files.set(`${folder}/wire.h`, wire.header).set(`${folder}/wire.cc`, wire.source);
  files.set(`${folder}/protocol.h`, frame.header).set(`${folder}/protocol.cc`, frame.source);
  files.set(`${folder}/${protocol}_codec.h`, code.header).set(`${folder}/${protocol}_codec.cc`, code.source);
  addAll(configFiles(names));
  addAll(bazelFiles(description, names));
  addAll(manifestFiles(description, names));
  addAll(testFiles(codec, names));
  addAll(standinFiles(description, names), 'test/standin/');
  addAll(corpus(codec), 'test/fuzz/corpus/');
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The bytes of a project's file. */
export function bytesOf(path: string, content: string): Buffer {
  return Buffer.from(content, path.endsWith('.bin') ? 'latin1' : 'utf8');
}

/** The content of a project's file, of its bytes. */
export function contentOf(path: string, bytes: Buffer): string {
  return bytes.toString(path.endsWith('.bin') ? 'latin1' : 'utf8');
}
