import { attributeNamesCollide } from './rules/attribute-names-collide.js';
import { attributeNeverSet } from './rules/attribute-never-set.js';
import { defaultBucketUnreachable } from './rules/default-bucket-unreachable.js';
import { destinationPort } from './rules/destination-port.js';
import { destinationUnknown } from './rules/destination-unknown.js';
import { envoyfilterInTheWay } from './rules/envoyfilter-in-the-way.js';
import { exactEmpty } from './rules/exact-empty.js';
import { exportIncomplete } from './rules/export-incomplete.js';
import { fillInterval } from './rules/fill-interval.js';
import { gateways } from './rules/gateways.js';
import { globalLimit } from './rules/global-limit.js';
import { istioNotMatched } from './rules/istio-not-matched.js';
import { keysOfCodec } from './rules/keys-of-codec.js';
import { limitService } from './rules/limit-service.js';
import { meshConfiguration } from './rules/mesh-configuration.js';
import { mirrorOfItself } from './rules/mirror-of-itself.js';
import { mutationKeys } from './rules/mutation-keys.js';
import { mutationWithoutEffect } from './rules/mutation-without-effect.js';
import { noRouteForTheRest } from './rules/no-route-for-the-rest.js';
import { podsOfTwoServices } from './rules/pods-of-two-services.js';
import { rateLimitWithoutEffect } from './rules/rate-limit-without-effect.js';
import { redisDestinations } from './rules/redis-destinations.js';
import { regexMatchesWholeValue } from './rules/regex-matches-whole-value.js';
import { routeUnreachable } from './rules/route-unreachable.js';
import { routerInAnotherNamespace } from './rules/router-in-another-namespace.js';
import { splitToOneCluster } from './rules/split-to-one-cluster.js';
import { subsetUnknown } from './rules/subset-unknown.js';
import { versions } from './rules/versions.js';
import { weightZero } from './rules/weight-zero.js';
import { workloads } from './rules/workloads.js';
import type { Rule } from './types.js';

/** Every rule of its own, by name. What the API server, the webhook and the translation say comes before them. */
export const rules: readonly Rule[] = [
  attributeNamesCollide,
  attributeNeverSet,
  defaultBucketUnreachable,
  destinationPort,
  destinationUnknown,
  envoyfilterInTheWay,
  exactEmpty,
  exportIncomplete,
  fillInterval,
  gateways,
  globalLimit,
  istioNotMatched,
  keysOfCodec,
  limitService,
  meshConfiguration,
  mirrorOfItself,
  mutationKeys,
  mutationWithoutEffect,
  noRouteForTheRest,
  podsOfTwoServices,
  rateLimitWithoutEffect,
  redisDestinations,
  regexMatchesWholeValue,
  routeUnreachable,
  routerInAnotherNamespace,
  splitToOneCluster,
  subsetUnknown,
  versions,
  weightZero,
  workloads,
];
