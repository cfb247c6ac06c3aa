import type { Patterns } from '../base/pattern.js';
import type { CodecFacts } from './codecs.js';
import type { RandomSource } from './random.js';
import type {
  FormProblem,
  GlobalRateLimit,
  LocalRateLimit,
  RouteConfiguration,
  SimulatedDecision,
  SimulatedRequest,
} from './types.js';

/** What a simulation decides on. */
export interface SimulatorOptions {
  configuration: RouteConfiguration;
  patterns: Patterns;
  host?: string;
  port?: number;
  /** The application protocol's name; the proxy puts it into every request as an attribute. */
  applicationProtocol?: string;
  /** What is known of its codec (`codecFacts`). */
  codec?: CodecFacts;
  localRateLimit?: LocalRateLimit;
  globalRateLimit?: GlobalRateLimit;
  /** Why Envoy refuses the configuration as a whole (`problems` of reading it and `patternProblems`): then there are no routes. */
  refused?: FormProblem[];
  /** Whether decisions carry the trace. */
  trace: boolean;
}

/** A table made ready, with the state of its rate limits. */
export interface Simulator {
  readonly options: SimulatorOptions;
}

/** Makes a table ready: compiled once, then asked many times. */
export function createSimulator(_options: SimulatorOptions): Simulator {
  throw new Error('in progress');
}

/** Decides one request. Requests with `atMs` must come in the order of time. */
export function simulateRequest(_simulator: Simulator, _request: SimulatedRequest): SimulatedDecision {
  throw new Error('in progress');
}

/** Decides one request `count` times with numbers from `randoms`: the split and the mirrors then carry counts. */
export function simulateMany(
  _simulator: Simulator,
  _request: Omit<SimulatedRequest, 'random'>,
  _count: number,
  _randoms: RandomSource,
): SimulatedDecision {
  throw new Error('in progress');
}
