import { asList, isObject, type Json, own } from '../../base/json.js';
import { suggest } from '../../base/suggest.js';
import type { Pod } from '../../cluster/pods.js';
import type { Cluster } from '../../cluster/types.js';
import { redactor } from '../../live/bugreport/redact.js';
import { readClientPage, readConfigPage, readEndpointPage, readInstancePage, readRegistryPage } from '../../live/istiodpages.js';
import { renderClients, renderInstances, renderKnownEndpoints, renderRegistry, renderStored } from '../../report/istiod.js';
import { toJson } from '../../report/json.js';
import type { TextOptions } from '../../report/options.js';
import { sanitizeLines } from '../../report/sanitize.js';
import { toYaml } from '../../report/yaml.js';
import { canAsk, confirm } from '../applying/asking.js';
import { CliError } from '../errors.js';
import { listOptions, write } from '../io.js';
import { istiodPage, istiodPods } from '../istiod.js';
import { withCluster } from '../live.js';
import { flag, text } from '../options.js';
import type { Handler, Invocation } from '../types.js';

/** A page that is shown as a table. */
interface TabledPage {
  /** Its names, the newest first: the first that this istiod has is taken. */
  pages: readonly string[];
  /** Each pod of istiod has a part of the whole: those of its own proxies. */
  everyPod: boolean;
  /** One value of the pages of several pods. */
  join(pages: readonly Json[]): Json;
  /** The table; undefined where the page is of another shape. */
  render(pages: readonly { pod: string; page: Json }[], options: TextOptions): string | undefined;
}

const first = (pages: readonly Json[]): Json => pages[0] ?? null;

/** A table of what one page holds. */
function tableOf<T>(read: (page: Json) => T[] | undefined, render: (items: T[], options: TextOptions) => string) {
  return (pages: readonly { page: Json }[], options: TextOptions): string | undefined => {
    const items = pages.map(({ page }) => read(page));
    const known = items.filter((list) => list !== undefined);
    return known.length === 0 ? undefined : render(known.flat(), options);
  };
}

/** Runs `istiod-config`. */
export const istiodConfig: Handler = (invocation) =>
  show(invocation, { pages: ['configz'], everyPod: false, join: first, render: tableOf(readConfigPage, renderStored) });

/** Runs `istiod-registry`. */
export const istiodRegistry: Handler = (invocation) =>
  show(invocation, { pages: ['registryz'], everyPod: false, join: first, render: tableOf(readRegistryPage, renderRegistry) });

/** Runs `istiod-endpoint`. */
export const istiodEndpoint: Handler = (invocation) =>
  show(invocation, {
    pages: ['endpointz', 'endpointShardz'],
    everyPod: false,
    join: first,
    render: tableOf(readEndpointPage, renderKnownEndpoints),
  });

/** Runs `istiod-instances`. */
export const istiodInstances: Handler = (invocation) =>
  show(invocation, {
    pages: ['instancesz'],
    everyPod: true,
    join: (pages) => Object.fromEntries(pages.filter(isObject).flatMap((page) => Object.entries(page))),
    render: tableOf(readInstancePage, renderInstances),
  });

/** Runs `istiod-ads`. */
export const istiodAds: Handler = (invocation) =>
  show(invocation, {
    pages: ['adsz'],
    everyPod: true,
    join: (pages) => {
      const clients = pages.filter(isObject).flatMap((page) => asList(own(page, 'clients')));
      return { totalClients: clients.length, clients };
    },
    render: (pages, options) => {
      const clients = pages.flatMap(({ pod, page }) => readClientPage(page)?.map((client) => ({ ...client, istiod: pod })) ?? []);
      return pages.every(({ page }) => readClientPage(page) === undefined)
        ? undefined
        : renderClients(clients, Date.now(), options);
    },
  });

async function show(invocation: Invocation, { pages, everyPod, join, render }: TabledPage): ReturnType<Handler> {
  const { options, io } = invocation;
  const output = text(options, 'output') ?? (io.stdout.isTTY === true ? 'text' : 'json');
  return await withCluster(invocation, async (cluster, signal) => {
    const pods = await istiodPods(cluster, options, signal);
    const asked = everyPod ? pods : pods.slice(0, 1);
    const found = await Promise.all(
      asked.map(async (pod) => ({ pod: pod.name, page: await pageOf(cluster, pod, pages, signal) })),
    );
    const whole = join(found.map(({ page }) => page));
    const shown = flag(options, 'include-secrets') ? whole : redactor().json(whole);
    const drawn = output === 'text' ? render(found, listOptions(io, options)) : undefined;
    if (output === 'text' && drawn === undefined)
      io.stderr.write('This version of istiod has the page in another form: here it is as it stands.\n');
    await write(io.stdout, drawn ?? (output === 'yaml' ? toYaml(shown) : `${toJson(shown, 2)}\n`));
    return 0;
  });
}

/** The first of some pages that a pod of istiod has, read. */
async function pageOf(cluster: Cluster, pod: Pod, pages: readonly string[], signal: AbortSignal): Promise<Json> {
  for (const page of pages) {
    const body = await istiodPage(cluster, pod, page, signal);
    if (body === undefined) continue;
    try {
      return JSON.parse(body);
    } catch {
      throw new CliError(`istiod's page ${page} is no JSON (pod ${pod.name})`, `See 'aerakictl istiod-debug ${page}'.`);
    }
  }
  throw await unknownPage(cluster, pod, pages[0] ?? '', signal);
}

/** What to say of a page that this istiod does not have. */
async function unknownPage(cluster: Cluster, pod: Pod, page: string, signal: AbortSignal): Promise<CliError> {
  const there = await pageNames(cluster, pod, signal);
  const near = suggest(page.replace(/\?.*$/, ''), there);
  const fix = near === undefined ? (there.length === 0 ? undefined : `There are ${there.join(', ')}.`) : `Did you mean ${near}?`;
  return new CliError(`this version of istiod has no page ${page} (pod ${pod.name})`, fix);
}

/** The pages that a pod of istiod has, as its own list tells. */
async function pageNames(cluster: Cluster, pod: Pod, signal: AbortSignal): Promise<string[]> {
  const list = await istiodPage(cluster, pod, 'list', signal);
  if (list !== undefined) {
    try {
      return asList(JSON.parse(list)).filter((name): name is string => typeof name === 'string');
    } catch {
      // An older version: its page of links tells.
    }
  }
  const links = (await istiodPage(cluster, pod, '', signal)) ?? '';
  return [...links.matchAll(/href=['"](?:\/?debug\/)?([^'"]{1,100})['"]/g)].map((link) => link[1] ?? '');
}

/** Runs `istiod-debug`. */
export const istiodDebug: Handler = async (invocation) => {
  const { options, io } = invocation;
  const page = (invocation.arguments[0] ?? '').replace(/^\/*(?:debug\/*)?/, '');
  return await withCluster(invocation, async (cluster, signal) => {
    const [pod] = await istiodPods(cluster, options, signal);
    if (pod === undefined) return 2;
    if (page === '') {
      const names = await pageNames(cluster, pod, signal);
      await write(io.stdout, sanitizeLines(names.map((name) => `${name}\n`).join('')));
      return 0;
    }
    if (changes(page) && !(await mayChange(page, invocation, signal))) return 1;
    const body = await istiodPage(cluster, pod, page, signal);
    if (body === undefined) throw await unknownPage(cluster, pod, page, signal);
    const shown = flag(options, 'include-secrets') ? body : redacted(body);
    await write(io.stdout, io.stdout.isTTY === true ? `${sanitizeLines(shown.replace(/\n$/, ''))}\n` : shown);
    return 0;
  });
};

/** Whether asking for a page makes istiod do something. */
function changes(page: string): boolean {
  return /[?&](?:push|clear|force_disconnect|refresh)=|^force_disconnect/.test(page);
}

async function mayChange(page: string, { options, io }: Invocation, signal: AbortSignal): Promise<boolean> {
  if (flag(options, 'yes')) return true;
  if (!canAsk(io)) throw new CliError(`${page} makes istiod do something`, 'Give --yes if that is meant.');
  return await confirm(`${page} makes istiod do something. Go on?`, io, signal);
}

/** A page with its secrets hidden, whatever its form. */
function redacted(body: string): string {
  const { json, text: plain } = redactor();
  let page: Json;
  try {
    page = JSON.parse(body);
  } catch {
    return plain(body);
  }
  return `${toJson(json(page), 2)}\n`;
}
