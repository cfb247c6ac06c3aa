import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, own } from '../base/json.js';
import type { ProjectFiles } from './project.js';

/** What was generated, with what: the base of an update's three-way merge. */
export interface ProjectRecord {
  /** Version of the program that generated it. */
  tool: string;
  /** The description as it was, and every file made from it. */
  files: ProjectFiles;
}

/** Where the record stands in a project. */
export const recordFile = '.aerakictl/project.json';

/** The text of a record. */
export function writeRecord(record: ProjectRecord): string {
  return `${JSON.stringify({ tool: record.tool, files: Object.fromEntries(record.files) }, null, 1)}\n`;
}

/** The record of a project's folder; undefined where there is none that can be read. */
export function readRecord(folder: string): ProjectRecord | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, recordFile), 'utf8'));
    if (!isObject(value)) return undefined;
    const tool = own(value, 'tool');
    const files = own(value, 'files');
    if (typeof tool !== 'string' || !isObject(files)) return undefined;
    const read = new Map<string, string>();
    // A path that leads out of the folder was not written by this program.
    for (const [path, text] of Object.entries(files)) if (typeof text === 'string' && isInside(path)) read.set(path, text);
    return { tool, files: read };
  } catch {
    return undefined;
  }
}

/** Whether a path stays below the folder it is relative to. */
export function isInside(path: string): boolean {
  return (
    path !== '' &&
    !path.startsWith('/') &&
    !path.includes('\\') &&
    !path.split('/').some((part) => part === '..' || part === '.' || part === '')
  );
}
