import type { Finding, LocatedFinding } from '../base/finding.js';
import type { Path } from '../base/path.js';
import { nameOfObject } from '../live/objectname.js';
import { lineFinder, locate } from '../manifest/locate.js';
import { parseText } from '../manifest/parse.js';
import { parseSlow } from '../manifest/slow.js';
import type { Manifest, ManifestObject } from '../manifest/types.js';
import type { Source as ObjectSource } from '../resource/source.js';
import type { Input } from './reading.js';

/** Reads every object of the input into memory, for commands that look at them together. */
export function readAll(input: Input): Manifest {
  const manifest: Manifest = { objects: [], findings: [...input.findings], files: 0, documents: 0, skipped: 0 };
  const keep = (object: ManifestObject): void => {
    manifest.objects.push(object);
  };
  for (const source of input.sources) {
    const content = input.read(source);
    manifest.files++;
    if (typeof content !== 'string') {
      manifest.findings.push(content);
      continue;
    }
    const { documents, skipped, findings } = parseText(content, source, keep, parseSlow);
    manifest.documents += documents;
    manifest.skipped += skipped;
    manifest.findings.push(...findings);
  }
  return manifest;
}

/** The namespaces that the input's objects are in; `fallback` is that of objects that name none. */
export function namespacesOf(input: Input, fallback: string): string[] {
  const names = readAll(input).objects.map(({ value }) => nameOfObject(value, fallback).namespace);
  return [...new Set(names)].filter((name) => name !== '').sort();
}

/** Resolves the positions of findings about any file of the input. */
export function locateAll(findings: Finding[], input: Input, frames: boolean): LocatedFinding[] {
  return locate(findings, remembering(input), { frames, slow: parseSlow });
}

/** A file, and a line in it where that is known. */
export interface Place {
  file: string;
  line?: number;
}

/** Where values of the input's objects stand. */
export function linesOf(input: Input): (source: ObjectSource, path: Path) => Place {
  const lineOf = lineFinder(remembering(input), parseSlow);
  return ({ origin }, path) => {
    const line = lineOf(origin, path);
    return line === undefined ? { file: origin.file } : { file: origin.file, line };
  };
}

/** Where values of the input's objects stand, as `file:line`, for texts that name them. */
export function placesOf(input: Input): (source: ObjectSource, path: Path) => string {
  const placeOf = linesOf(input);
  return (source, path) => {
    const { file, line } = placeOf(source, path);
    return line === undefined ? file : `${file}:${line}`;
  };
}

function remembering(input: Input): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!texts.has(file)) texts.set(file, input.textOf(file));
    return texts.get(file);
  };
}
