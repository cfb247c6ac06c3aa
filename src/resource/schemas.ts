import applicationprotocol from '../../schemas/applicationprotocol.json' with { type: 'json' };
import configmap from '../../schemas/configmap.json' with { type: 'json' };
import deployment from '../../schemas/deployment.json' with { type: 'json' };
import destinationrule from '../../schemas/destinationrule.json' with { type: 'json' };
import dubboauthorizationpolicy from '../../schemas/dubboauthorizationpolicy.json' with { type: 'json' };
import envoyfilter from '../../schemas/envoyfilter.json' with { type: 'json' };
import gateway from '../../schemas/gateway.json' with { type: 'json' };
import meshconfig from '../../schemas/meshconfig.json' with { type: 'json' };
import metarouter from '../../schemas/metarouter.json' with { type: 'json' };
import namespace from '../../schemas/namespace.json' with { type: 'json' };
import pod from '../../schemas/pod.json' with { type: 'json' };
import redisdestination from '../../schemas/redisdestination.json' with { type: 'json' };
import redisservice from '../../schemas/redisservice.json' with { type: 'json' };
import secret from '../../schemas/secret.json' with { type: 'json' };
import service from '../../schemas/service.json' with { type: 'json' };
import serviceentry from '../../schemas/serviceentry.json' with { type: 'json' };
import sidecar from '../../schemas/sidecar.json' with { type: 'json' };
import virtualservice from '../../schemas/virtualservice.json' with { type: 'json' };
import type { JsonSchema } from './schema.js';

/**
 * Every schema by the name of its file, as `KindInfo.schema` names it. Large: only `explain` and `schema` load this module, by a
 * dynamic import; `validate` runs on what is compiled from the schemas.
 */
export const schemas: Readonly<Record<string, JsonSchema>> = {
  'applicationprotocol.json': applicationprotocol,
  'configmap.json': configmap,
  'deployment.json': deployment,
  'destinationrule.json': destinationrule,
  'dubboauthorizationpolicy.json': dubboauthorizationpolicy,
  'envoyfilter.json': envoyfilter,
  'gateway.json': gateway,
  'meshconfig.json': meshconfig,
  'metarouter.json': metarouter,
  'namespace.json': namespace,
  'pod.json': pod,
  'redisdestination.json': redisdestination,
  'redisservice.json': redisservice,
  'secret.json': secret,
  'service.json': service,
  'serviceentry.json': serviceentry,
  'sidecar.json': sidecar,
  'virtualservice.json': virtualservice,
};
