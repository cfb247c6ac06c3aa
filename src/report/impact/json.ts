import type { Behaviour } from '../../analysis/behaviour.js';
import type { Change, ServiceImpact, UndecidedChange } from '../../analysis/impact.js';

/** What a change of the rules does to one host and port, and which of it was allowed. */
export interface JudgedImpact extends ServiceImpact {
  changes: (Change & { allowed: boolean })[];
  undecided: (UndecidedChange & { allowed: boolean })[];
}

/** How many changes there are over all services. */
export interface ImpactSummary {
  /** Ports that were compared. */
  compared: number;
  /** Ports with a change or something undecided. */
  affected: number;
  changes: number;
  allowed: number;
  undecided: number;
}

/** Counts what was found. */
export function impactSummary(services: readonly JudgedImpact[], compared: number): ImpactSummary {
  const changes = services.flatMap((service) => service.changes);
  const undecided = services.flatMap((service) => service.undecided);
  return {
    compared,
    affected: services.length,
    changes: changes.length,
    allowed: [...changes, ...undecided].filter(({ allowed }) => allowed).length,
    undecided: undecided.length,
  };
}

/** The contract of `impact -o json`. */
export interface ImpactJson {
  services: {
    host: string;
    port: number;
    changes: {
      aspects: string[];
      before: Behaviour | null;
      after: Behaviour | null;
      request: Record<string, string>;
      /** True where the request has control characters or the like, so that hardly anyone will send it. */
      unusual?: true;
      allowed: boolean;
    }[];
    undecided: { before: Behaviour | null; after: Behaviour | null; reason: string; allowed: boolean }[];
  }[];
  summary: ImpactSummary;
}

/** The changes as `impact -o json` prints them. */
export function impactJson(services: readonly JudgedImpact[], compared: number): ImpactJson {
  return {
    services: services.map(({ host, port, changes, undecided }) => ({
      host,
      port,
      changes: changes.map(({ aspects, before, after, witness, allowed }) => ({
        aspects,
        before,
        after,
        request: witness.attributes,
        ...(witness.unusual ? { unusual: true as const } : {}),
        allowed,
      })),
      undecided: undecided.map(({ before, after, reason, allowed }) => ({ before, after, reason, allowed })),
    })),
    summary: impactSummary(services, compared),
  };
}
