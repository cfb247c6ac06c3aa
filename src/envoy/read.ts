import type { Json } from '../base/json.js';
import type { SidecarView } from './types.js';

/** A value that is no config dump: what it is instead, and what to give. */
export interface NotADump {
  message: string;
  fix: string;
}

/** Tells what a proxy's `/config_dump` holds. `now` (epoch milliseconds) is what certificates are held against; without, their validity is not judged. */
export function readSidecar(json: Json, options: { now?: number } = {}): SidecarView | NotADump {
  return { message: `not built yet ${typeof json} ${options.now ?? ''}`, fix: '' };
}
