import type { AuthorizationCheck, ConditionTrace, RedisOutcome, RedisRequest, SimulatedDecision } from '../dataplane/types.js';
import type { Paint } from './paint.js';
import { sanitize } from './sanitize.js';
import type { TreeNode } from './tree.js';
import { percentText } from './words.js';

/** Who was let in, and why, as a label and a text. */
export function nativeRows({ authorization }: SimulatedDecision): [string, string][] {
  if (authorization === undefined) return [];
  const { allowed, reason, principal } = authorization;
  const who = principal === null ? 'a client without a certificate' : principal;
  return [['access', `${allowed ? 'allowed' : 'denied'} for ${who}: ${reason}`]];
}

/** What becomes of a Redis command, as labels and texts. */
export function redisRows({ redis }: SimulatedDecision): [string, string][] {
  if (redis === undefined) return [];
  const rows: [string, string][] = [];
  const several = redis.requests.length > 1;
  for (const request of redis.requests) rows.push(...requestRows(redis, request, several));
  for (const fault of redis.faults) rows.push(['fault', faultInWords(fault)]);
  if (redis.requests.length > 0) {
    rows.push(['reads', readsInWords(redis)]);
    rows.push(['timeout', `${redis.opTimeoutMs / 1000} s for the server's answer`]);
  }
  rows.push(['client', authenticationInWords(redis)]);
  return rows;
}

function requestRows({ command }: RedisOutcome, request: RedisRequest, several: boolean): [string, string][] {
  const rows: [string, string][] = [];
  const { cluster, error, mirrors } = request;
  const sent = wordsOf(request.command);
  if (several) rows.push(['key', `${request.key}: ${error ?? `${sent} to ${cluster}`}`]);
  else if (error === null && sent !== wordsOf(command)) rows.push(['sends', sent]);
  for (const { cluster: to, percent, skipped, count } of mirrors) {
    const text =
      skipped === undefined
        ? `${to} gets a copy of ${percentText(percent)}${count === undefined ? '' : `, ${count} sent`}`
        : `${to} gets no copy, as this is a read`;
    rows.push(['mirror', text]);
  }
  return rows;
}

function wordsOf(command: readonly string[]): string {
  return command.map((word) => (/^[^\s"'\\]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}

function faultInWords({ type, percent, delayMs, reply, count }: RedisOutcome['faults'][number]): string {
  const share = `${percentText(percent)} of these commands`;
  const late = delayMs === 0 ? '' : `, ${delayMs / 1000} s late`;
  const counted = count === undefined ? '' : `; ${count} of these`;
  return `${share} get ${type === 'ERROR' ? `the error ${JSON.stringify(reply)}` : 'the answer'}${late}${counted}`;
}

function readsInWords({ read, readPolicy }: RedisOutcome): string {
  if (!read) return `this is a write, which goes to a master (readPolicy is ${readPolicy})`;
  const where = {
    MASTER: 'a master',
    PREFER_MASTER: 'a master, or a replica where there is none',
    REPLICA: 'a replica',
    PREFER_REPLICA: 'a replica, or a master where there is none',
    ANY: 'any of master and replicas',
  }[readPolicy];
  return `this is a read: in a cluster of Redis it goes to ${where ?? readPolicy} (readPolicy ${readPolicy})`;
}

function authenticationInWords({ authentication }: RedisOutcome): string {
  if (authentication === 'none') return 'no password is asked for';
  const what = authentication === 'password' ? 'a password' : 'a user name and a password';
  return `must send AUTH with ${what} first; else every command gets "NOAUTH Authentication required."`;
}

/** A rule on who may call, and below it what it asks for. */
export function authorizationNode(
  { action, policy, rule, matched, conditions }: AuthorizationCheck,
  index: number,
  colors: Paint,
  inWords: (condition: ConditionTrace, colors: Paint) => string,
): TreeNode {
  const takes =
    action === 'DENY' ? colors.error('takes the request, and denies it') : colors.good('takes the request, and allows it');
  const name = sanitize(`${action} ${policy}${rule === null ? '' : `, rule ${rule}`}`);
  const empty = conditions.length === 0 ? ': it has no conditions' : '';
  return {
    text: `${index + 1}. ${name} ${matched ? takes : 'does not take the request'}${empty}`,
    children: conditions.map((condition) => ({ text: inWords(condition, colors) })),
  };
}
