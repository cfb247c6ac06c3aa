import type { JsonObject } from '../base/json.js';
import type { Metadata } from './aeraki.js';
import { readMetadata } from './core.js';
import { type DecodeError, decodeSpec, enumField, messageField, messageList, textList } from './jsonpb.js';

/** Who calls. */
export interface AuthorizationSource {
  principals: string[];
  notPrincipals: string[];
  namespaces: string[];
  notNamespaces: string[];
}

/** What is called. */
export interface AuthorizationOperation {
  interfaces: string[];
  notInterfaces: string[];
  methods: string[];
  notMethods: string[];
}

/** A rule: any of the sources (all, if there is none) doing any of the operations. */
export interface AuthorizationRule {
  from: AuthorizationSource[];
  to: AuthorizationOperation[];
}

/** A DubboAuthorizationPolicy as Aeraki decodes it. */
export interface DubboAuthorizationPolicy {
  metadata: Metadata;
  action: 'ALLOW' | 'DENY';
  rules: AuthorizationRule[];
}

/** Decodes a DubboAuthorizationPolicy as Aeraki does. */
export function decodeDubboAuthorizationPolicy(
  object: JsonObject,
  namespace: string,
): { value: DubboAuthorizationPolicy } | { errors: DecodeError[] } {
  return decodeSpec(object, (spec) => ({
    metadata: readMetadata(object, namespace),
    action: enumField(spec, 'action', ['ALLOW', 'DENY'], 'v1alpha1.DubboAuthorizationPolicy_Action') === 1 ? 'DENY' : 'ALLOW',
    rules: messageList(spec, 'rules').map((rule) => ({
      from: messageList(rule, 'from').map((from) => {
        const source = messageField(from, 'source') ?? { ...from, object: {} };
        return {
          principals: textList(source, 'principals'),
          notPrincipals: textList(source, 'notPrincipals'),
          namespaces: textList(source, 'namespaces'),
          notNamespaces: textList(source, 'notNamespaces'),
        };
      }),
      to: messageList(rule, 'to').map((to) => {
        const operation = messageField(to, 'operation') ?? { ...to, object: {} };
        return {
          interfaces: textList(operation, 'interfaces'),
          notInterfaces: textList(operation, 'notInterfaces'),
          methods: textList(operation, 'methods'),
          notMethods: textList(operation, 'notMethods'),
        };
      }),
    })),
  }));
}
