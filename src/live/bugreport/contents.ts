/** A file of a report. */
export interface ReportedFile {
  path: string;
  /** What is in it. */
  about: string;
  /** Bytes, as it is in the archive. */
  size: number;
  /** Said where it is not all there was. */
  cut?: string;
}

/** What is not in a report, and why. */
export interface LeftOut {
  path: string;
  why: string;
}

/** The list of what a report holds, which is in it too, as `manifest.json`. */
export interface ReportManifest {
  /** RFC 3339. */
  created: string;
  /** The program that made it. */
  program: { name: string; version: string; node: string; platform: string };
  /** How long it took, in milliseconds. */
  tookMs: number;
  /** Whether secrets were hidden, and how many texts were. */
  secrets: { redacted: true; hidden: number } | { redacted: false };
  limits: { timeoutMs: number; maxSize: number; maxLogSize: number; maxProxies: number };
  files: ReportedFile[];
  leftOut: LeftOut[];
}
