import { overlapOf } from '../analysis/coverage.js';
import type { Finding } from '../base/finding.js';
import { noPatterns, type Patterns } from '../base/pattern.js';
import { matchersOf } from '../controlplane/match.js';
import type { RouteConfiguration } from '../dataplane/types.js';
import type { MetaRouter } from '../resource/aeraki.js';
import { routeLabel } from './parts.js';
import type { LintContext } from './types.js';

/** How many pairs of MetaRouters are compared: a mesh has few, and comparing takes time. */
const compared = 50;

function tableOf({ routes, hosts }: MetaRouter): RouteConfiguration {
  return {
    name: hosts[0] ?? '',
    routes: routes.map(({ name, match }) => ({
      name,
      match: matchersOf(match),
      action: { hashPolicy: [], mirrors: [] },
      requestMutation: [],
      responseMutation: [],
    })),
  };
}

/** Whether some request fits routes of both, in words; empty where it cannot be told. */
function overlapInWords(first: MetaRouter, other: MetaRouter, patterns: Patterns): string {
  if (first.routes.length === 0 || other.routes.length === 0) return '';
  try {
    const overlap = overlapOf(tableOf(first), tableOf(other), patterns);
    if (overlap.kind === 'undecided') return '';
    if (overlap.kind === 'none')
      return ' No request fits routes of both, so that they can be put together in one MetaRouter in any order.';
    const [one, two] = overlap.routes;
    const labels = [routeLabel(first.routes[one], one), routeLabel(other.routes[two], two)].map((label) =>
      label.replace(/^R/, 'r'),
    );
    const { attributes, unusual } = overlap.witness;
    const request = Object.keys(attributes).length === 0 ? 'without attributes' : `with ${JSON.stringify(attributes)}`;
    return ` A request ${request}${unusual ? ' (unusual characters)' : ''} takes ${labels[1]} of this one or ${labels[0]} of the other.`;
  } catch {
    // The analysis throws where its answer and the data plane differ; the finding stands without it.
    return '';
  }
}

/** The findings, with a request that shows what is at stake where several MetaRouters are for one host. */
export function withOverlaps(findings: Finding[], { mesh, options: { patterns = noPatterns } }: LintContext): Finding[] {
  let count = 0;
  return findings.map((finding) => {
    if (finding.code !== 'AER0503' || count >= compared) return finding;
    const { kind, namespace, name } = finding.resource ?? {};
    const other = mesh.routers.find(
      ({ source: { resource } }) => resource.kind === kind && resource.namespace === namespace && resource.name === name,
    );
    const [first] = mesh.routersByHost.get(other?.value.hosts[0] ?? '') ?? [];
    if (other === undefined || first === undefined || first === other) return finding;
    count++;
    return { ...finding, message: finding.message + overlapInWords(first.value, other.value, patterns) };
  });
}
