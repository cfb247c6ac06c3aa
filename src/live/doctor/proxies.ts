import { parseVersion } from '../../controlplane/versions.js';
import type { ProxyReport } from '../proxy.js';
import { count, failed, given, names, ok, unknown, warning } from './outcome.js';
import type { Check, Observation, Outcome } from './types.js';

/** The sidecars and gateways. */
export const proxyChecks: readonly Check[] = [
  {
    id: 'proxies-in-sync',
    group: 'proxies',
    code: 'AER1161',
    title: 'Every proxy holds what it should',
    when: 'after',
    run: inSync,
  },
  { id: 'proxies-asked', group: 'proxies', code: 'AER1162', title: 'Every proxy could be asked', when: 'after', run: asked },
  {
    id: 'proxies-version',
    group: 'proxies',
    code: 'AER1163',
    title: "The images of Aeraki's proxy fit",
    when: 'after',
    run: versions,
  },
];

function inSync({ proxies }: Observation): Outcome {
  return given(proxies, (all) => {
    const answered = all.filter(({ state }) => state !== 'not-asked');
    const wrong = answered.filter(({ state }) => state === 'problems');
    if (all.length === 0) return ok('there is no proxy');
    if (answered.length === 0) return unknown('no proxy could be asked');
    if (wrong.length === 0) {
      const managed = answered.filter(({ state }) => state === 'in-sync').length;
      return ok(`${count(managed, 'proxy', 'proxies')} in sync, ${answered.length - managed} that Aeraki has nothing for`);
    }
    return failed(
      `${wrong.length} of ${count(answered.length, 'proxy', 'proxies')} ${wrong.length === 1 ? 'does' : 'do'} not hold what Aeraki should have given.`,
      {
        details: wrong.map((report) => `${report.name}.${report.namespace}: ${firstProblem(report)}`),
      },
    );
  });
}

function firstProblem({ problems }: ProxyReport): string {
  const [first, ...more] = problems;
  return `${first?.code ?? ''} ${first?.message ?? ''}${more.length > 0 ? ` (and ${count(more.length, 'more problem')})` : ''}`;
}

function asked({ proxies }: Observation): Outcome {
  return given(proxies, (all) => {
    const silent = all.filter(({ state }) => state === 'not-asked');
    if (silent.length === 0) return ok(count(all.length, 'proxy', 'proxies'));
    return warning(`${silent.length} of ${count(all.length, 'proxy', 'proxies')} could not be asked.`, {
      details: silent.map(({ name, namespace, unasked }) => `${name}.${namespace}: ${unasked ?? ''}`),
    });
  });
}

function versions({ proxies, aeraki }: Observation): Outcome {
  return given(proxies, (all) => {
    const images = new Map<string, number>();
    for (const { image } of all) if (/meta-?protocol/.test(image)) images.set(image, (images.get(image) ?? 0) + 1);
    if (images.size === 0) return ok("no proxy has an image of Aeraki's");
    const shown = [...images].map(([image, number]) => `${image}: ${count(number, 'proxy', 'proxies')}`);
    const lines = new Set([...images.keys()].map((image) => lineOf(tagOf(image))));
    const own = 'value' in aeraki ? aeraki.value.map(({ version }) => lineOf(version)).find((line) => line !== '') : undefined;
    const known = [...lines].filter((line) => line !== '');
    if (known.length > 1) return warning(`Proxies of several lines run: ${names(known)}.`, { details: shown });
    const [line] = known;
    if (line === undefined) return unknown(`the images do not tell their versions (${names([...images.keys()])})`);
    if (own !== undefined && line !== own)
      return warning(`The proxies are of ${line}, and Aeraki is of ${own}.`, { details: shown });
    return ok(shown.join('; '));
  });
}

/** `1.4` of `1.4.2`; empty where it is no version. */
function lineOf(text: string): string {
  const version = parseVersion(text);
  return version === undefined ? '' : `${version.major}.${version.minor}`;
}

/** The tag of an image; empty where it has none. */
export function tagOf(image: string): string {
  const [, tag] = /:([\w][\w.-]{0,127})$/.exec(image.replace(/@.*$/, '')) ?? [];
  return tag ?? '';
}
