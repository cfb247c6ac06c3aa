import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type JsonObject } from '../../../src/base/json.js';
import { type Listening, serve } from './http.js';
import { at, mapAt, textAt } from './objects.js';
import type { ApiServer } from './servers.js';

/** An admission webhook in the place of Aeraki's. */
export interface Webhook {
  port: number;
  /** What it says to every object, or to those for which a function says so: `accept`, a refusal in these words, or nothing at all. */
  verdict: Verdict | ((object: JsonObject) => Verdict);
  /** The objects that it was asked about, dry runs too. */
  asked: JsonObject[];
  stop(): void;
}

type Verdict = 'accept' | 'hang' | { refuse: string };

/** Starts the webhook; it listens where the name `localhost` leads. */
export async function startWebhook(server: ApiServer): Promise<Webhook> {
  const tls = {
    key: readFileSync(join(server.folder, 'server.key'), 'utf8'),
    cert: readFileSync(join(server.folder, 'server.crt'), 'utf8'),
  };
  const listening: Listening = await serve(
    ({ body }) => {
      const review: unknown = JSON.parse(body);
      const request = isObject(review) ? mapAt(review, 'request') : {};
      const object = mapAt(request, 'object');
      webhook.asked.push(object);
      const verdict = typeof webhook.verdict === 'function' ? webhook.verdict(object) : webhook.verdict;
      if (verdict === 'hang') return undefined;
      const allowed = verdict === 'accept';
      const response = {
        uid: textAt(request, 'uid'),
        allowed,
        ...(allowed ? {} : { status: { message: verdict.refuse } }),
      };
      const apiVersion = isObject(review) ? (at(review, 'apiVersion') ?? '') : '';
      return { body: JSON.stringify({ apiVersion, kind: 'AdmissionReview', response }), type: 'application/json' };
    },
    { tls },
  );
  const webhook: Webhook = { port: listening.port, verdict: 'accept', asked: [], stop: listening.stop };
  return webhook;
}

/** The recorded configuration of Aeraki's webhook, led to this one. */
export function webhookConfiguration(recorded: JsonObject, webhook: Webhook, ca: string): JsonObject {
  const copy = structuredClone(recorded);
  const webhooks = Array.isArray(copy['webhooks']) ? copy['webhooks'] : [];
  for (const one of webhooks) {
    const client = mapAt(one, 'clientConfig');
    client['caBundle'] = Buffer.from(ca).toString('base64');
    mapAt(client, 'service')['port'] = webhook.port;
  }
  return copy;
}
