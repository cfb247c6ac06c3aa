import type { Finding, LocatedFinding } from '../base/finding.js';
import { asString, own } from '../base/json.js';
import { loadPatterns, type Patterns } from '../base/pattern.js';
import { SlowParserNeeded } from '../manifest/documents.js';
import { locate } from '../manifest/locate.js';
import { parseText } from '../manifest/parse.js';
import type { SlowParser } from '../manifest/slow.js';
import type { Source } from '../manifest/sources.js';
import type { ManifestObject } from '../manifest/types.js';
import { isOnlyRead, loadReaders, type Readers, validateObject } from '../resource/validate.js';

/** How objects are judged. */
export interface Asked {
  /** Of objects that name none. */
  namespace: string;
  failOnSkipped: boolean;
  /** Whether findings carry the lines around them. */
  frames: boolean;
}

/** What a number of sources came to: findings in the order of the sources, and counts. */
export interface Judged {
  findings: LocatedFinding[];
  files: number;
  documents: number;
  checked: number;
  skipped: number;
}

/** What is loaded only once a file has needed it: each costs as much as the rest of the start-up. */
interface Loaded {
  patterns?: Patterns;
  readers?: Readers;
  slow?: SlowParser;
}

/** Judges every object of the sources as `kubectl apply` would; a file's text is let go once its findings have their positions. */
export async function judgeSources(
  sources: readonly Source[],
  read: (source: Source) => string | Finding,
  asked: Asked,
): Promise<Judged> {
  const judged: Judged = { findings: [], files: 0, documents: 0, checked: 0, skipped: 0 };
  const loaded: Loaded = {};
  for (const source of sources) {
    const content = read(source);
    judged.files++;
    if (typeof content !== 'string') {
      judged.findings.push(...unplaced([content]));
      continue;
    }
    let one: Judged;
    try {
      one = await judgeText(content, source, asked, loaded);
    } catch (error) {
      if (!(error instanceof SlowParserNeeded)) throw error;
      loaded.slow = (await import('../manifest/slow.js')).parseSlow;
      one = await judgeText(content, source, asked, loaded);
    }
    addTo(judged, one);
  }
  return judged;
}

/** Findings that no text is behind, such as a file that cannot be read. */
export function unplaced(findings: Finding[]): LocatedFinding[] {
  return locate(findings, () => undefined, { frames: false, slow: undefined });
}

/** Adds what came later to what came first. */
export function addTo(sum: Judged, more: Judged): void {
  for (const finding of more.findings) sum.findings.push(finding);
  sum.files += more.files;
  sum.documents += more.documents;
  sum.checked += more.checked;
  sum.skipped += more.skipped;
}

/** Judges the objects of one text. Throws `SlowParserNeeded` if the exact parse is needed and not loaded. */
async function judgeText(content: string, source: Source, asked: Asked, loaded: Loaded): Promise<Judged> {
  const judged: Judged = { findings: [], files: 0, documents: 0, checked: 0, skipped: 0 };
  const found: Finding[] = [];
  const later: ManifestObject[] = [];
  if (loaded.patterns === undefined && content.includes('regex')) loaded.patterns = await loadPatterns();
  let context = { namespace: asked.namespace, ...loaded };
  const judge = (object: ManifestObject): void => {
    const { status, findings } = validateObject(object, context);
    judged[status]++;
    if (status === 'skipped' && asked.failOnSkipped) found.push(unknownKind(object));
    for (const finding of findings) found.push(finding);
  };
  const visit = (object: ManifestObject): void => {
    if (loaded.readers === undefined && isOnlyRead(object.value['apiVersion'], object.value['kind'])) later.push(object);
    else judge(object);
  };
  const { documents, skipped, findings } = parseText(content, source, visit, loaded.slow);
  if (later.length > 0) {
    loaded.readers = await loadReaders();
    context = { ...context, readers: loaded.readers };
    later.forEach(judge);
  }
  judged.documents = documents;
  judged.skipped += skipped;
  for (const finding of findings) found.push(finding);
  if (found.length > 0) judged.findings = locate(found, () => content, { frames: asked.frames, slow: loaded.slow });
  return judged;
}

/** With `--fail-on-skipped`: an object that nobody looked into. */
function unknownKind({ value, origin }: ManifestObject): Finding {
  const kind = asString(own(value, 'kind')) ?? '';
  const apiVersion = asString(own(value, 'apiVersion')) ?? '';
  return {
    code: 'AER0121',
    severity: 'error',
    message: `${kind} of ${apiVersion} is a kind that this program does not know, so the object was not checked.`,
    origin,
    resource: { apiVersion, kind },
    path: ['kind'],
    fix: 'Leave it out with --exclude, or drop --fail-on-skipped.',
  };
}
