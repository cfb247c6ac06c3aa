import { Agent, request as httpsRequest } from 'node:https';
import { asList, asObject, asString, isObject, type Json, type JsonObject, own } from '../../../src/base/json.js';

/** An answer of the API server. */
export interface ApiAnswer {
  status: number;
  body: JsonObject;
}

/** The tests' own way to the API server, apart from the program's: so that one does not prove the other. */
export interface Api {
  /** One request; any status is an answer. */
  send(method: string, path: string, body?: Json, contentType?: string): Promise<ApiAnswer>;
  /** The object at a path; undefined where there is none. */
  get(path: string): Promise<JsonObject | undefined>;
  /** Writes objects with server-side apply, several at once, as the field manager `kubectl` or another. */
  apply(objects: readonly JsonObject[], manager?: string): Promise<void>;
  /** Removes an object at once; it may be gone already. */
  remove(object: JsonObject): Promise<void>;
  /** Where an object is, or the collection that it is of (`collection`). */
  path(object: JsonObject, collection?: boolean): Promise<string>;
  /**
   * What is at a collection's path now, then every change, until `stop`. A watch that breaks begins again: `reset` comes before every object that
   * there is then.
   */
  watch(path: string, on: { reset(): void; change(type: string, object: JsonObject): void; quiet(): void }): { stop(): void };
  close(): void;
}

const text = (object: JsonObject, ...names: string[]): string => {
  let value: Json | undefined = object;
  for (const name of names) value = isObject(value) ? own(value, name) : undefined;
  return asString(value) ?? '';
};

/** Opens a way to the API server with a bearer token. */
export function openApi(url: string, ca: string, token: string): Api {
  const agent = new Agent({ keepAlive: true, maxSockets: 16, ca });
  const watchAgent = new Agent({ keepAlive: false, ca });
  const headers = { authorization: `Bearer ${token}` };
  const kinds = new Map<string, Promise<Map<string, { plural: string; namespaced: boolean }>>>();

  const send: Api['send'] = (method, path, body, contentType = 'application/json') =>
    new Promise((resolve, reject) => {
      const content = body === undefined ? undefined : JSON.stringify(body);
      const type = content === undefined ? {} : { 'content-type': contentType, 'content-length': Buffer.byteLength(content) };
      const call = httpsRequest(
        `${url}${path}`,
        { method, agent, headers: { ...headers, ...type }, timeout: 60_000 },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', reject);
          answer.on('end', () => {
            const raw = Buffer.concat(parts).toString('utf8');
            let value: unknown;
            try {
              value = JSON.parse(raw);
            } catch {
              value = { message: raw };
            }
            resolve({ status: answer.statusCode ?? 0, body: isObject(value) ? value : {} });
          });
        },
      );
      call.on('timeout', () => call.destroy(new Error(`${method} ${path}: no answer`)));
      call.on('error', reject);
      call.end(content);
    });

  const must = async (method: string, path: string, body?: Json, contentType?: string): Promise<JsonObject> => {
    const answer = await send(method, path, body, contentType);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${text(answer.body, 'message')}`);
    return answer.body;
  };

  const discover = (groupVersion: string): Promise<Map<string, { plural: string; namespaced: boolean }>> => {
    const known = kinds.get(groupVersion);
    if (known !== undefined) return known;
    const found = (async () => {
      const body = await must('GET', groupVersion.includes('/') ? `/apis/${groupVersion}` : `/api/${groupVersion}`);
      const resources = asList(own(body, 'resources')).filter(isObject);
      const whole = resources.filter((resource) => !text(resource, 'name').includes('/'));
      return new Map(
        whole.map((one) => [text(one, 'kind'), { plural: text(one, 'name'), namespaced: own(one, 'namespaced') === true }]),
      );
    })();
    kinds.set(groupVersion, found);
    found.catch(() => kinds.delete(groupVersion));
    return found;
  };

  const path: Api['path'] = async (object, collection = false) => {
    const groupVersion = text(object, 'apiVersion');
    let resource = (await discover(groupVersion)).get(text(object, 'kind'));
    if (resource === undefined) {
      kinds.delete(groupVersion);
      resource = (await discover(groupVersion)).get(text(object, 'kind'));
    }
    if (resource === undefined) throw new Error(`the API server knows no ${text(object, 'kind')} of ${groupVersion}`);
    const namespace = resource.namespaced ? `/namespaces/${text(object, 'metadata', 'namespace') || 'default'}` : '';
    const base = `${groupVersion.includes('/') ? '/apis' : '/api'}/${groupVersion}${namespace}/${resource.plural}`;
    return collection ? base : `${base}/${text(object, 'metadata', 'name')}`;
  };

  const apply: Api['apply'] = async (objects, manager = 'kubectl') => {
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let object = objects[next++]; object !== undefined; object = objects[next++]) {
        const where = `${await path(object)}?fieldManager=${manager}&force=true`;
        await must('PATCH', where, object, 'application/apply-patch+yaml');
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  };

  const watch: Api['watch'] = (collection, on) => {
    let stopped = false;
    let cut = (): void => undefined;
    const follow = (version: string): Promise<void> =>
      new Promise((resolve) => {
        const query = `?watch=true&allowWatchBookmarks=true&resourceVersion=${version}`;
        const call = httpsRequest(`${url}${collection}${query}`, { agent: watchAgent, headers }, (answer) => {
          let rest = '';
          answer.setEncoding('utf8');
          answer.on('data', (part: string) => {
            const lines = (rest + part).split('\n');
            rest = lines.pop() ?? '';
            for (const line of lines) {
              const event: unknown = JSON.parse(line);
              const object = isObject(event) ? asObject(own(event, 'object')) : undefined;
              const type = isObject(event) ? text(event, 'type') : '';
              if (type === 'ERROR') call.destroy();
              else if (object !== undefined && type !== 'BOOKMARK') on.change(type, object);
            }
            on.quiet();
          });
          answer.on('close', () => resolve());
          answer.on('error', () => resolve());
        });
        cut = () => call.destroy();
        call.on('error', () => resolve());
        call.end();
      });
    const run = async (): Promise<void> => {
      while (!stopped) {
        try {
          const list = await must('GET', collection);
          on.reset();
          for (const object of asList(own(list, 'items')).filter(isObject)) on.change('ADDED', object);
          on.quiet();
          if (!stopped) await follow(text(list, 'metadata', 'resourceVersion'));
        } catch {
          // The server is away: it is asked again below.
        }
        if (!stopped) await new Promise((resolve) => setTimeout(resolve, 200).unref());
      }
    };
    void run();
    return {
      stop() {
        stopped = true;
        cut();
      },
    };
  };

  return {
    send,
    async get(where) {
      const answer = await send('GET', where);
      if (answer.status === 404) return undefined;
      if (answer.status >= 300) throw new Error(`GET ${where}: ${answer.status} ${text(answer.body, 'message')}`);
      return answer.body;
    },
    apply,
    async remove(object) {
      await send('DELETE', `${await path(object)}?gracePeriodSeconds=0`);
    },
    path,
    watch,
    close() {
      agent.destroy();
      watchAgent.destroy();
    },
  };
}
