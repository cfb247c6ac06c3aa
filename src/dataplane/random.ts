/** A source of unsigned 64-bit numbers, as a proxy draws one for each request. */
export interface RandomSource {
  next(): bigint;
}

const mask = (1n << 64n) - 1n;

/**
 * A repeatable source: SplitMix64, started with the seed's lowest 64 bits. The same seed gives the same numbers in every
 * version of this program.
 */
export function seededRandom(seed: bigint): RandomSource {
  let state = seed & mask;
  return {
    next() {
      state = (state + 0x9e3779b97f4a7c15n) & mask;
      let mixed = state;
      mixed = ((mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n) & mask;
      mixed = ((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn) & mask;
      return mixed ^ (mixed >> 31n);
    },
  };
}
