/** Envoy's `supported_commands.h`, as read in two versions of it: some years old, and recent. */

function set(names: string): ReadonlySet<string> {
  return new Set(names.split(/\s+/));
}

/** Commands that go to the server of their first argument. */
const simple = set(`append bitcount bitfield bitpos decr decrby dump expire expireat geoadd geodist geohash geopos
  georadius_ro georadiusbymember_ro get getbit getdel getrange getset hdel hexists hget hgetall hincrby hincrbyfloat hkeys hlen hmget hmset
  hscan hset hsetnx hstrlen hvals incr incrby incrbyfloat lindex linsert llen lmove lpop lpush lpushx lrange lrem lset ltrim persist pexpire
  pexpireat pfadd pfcount psetex pttl publish restore rpop rpush rpushx sadd scard set setbit setex setnx setrange sismember smembers spop
  srandmember srem sscan strlen ttl type zadd zcard zcount zincrby zlexcount zpopmin zpopmax zrange zrangebylex zrangebyscore zrank zrem
  zremrangebylex zremrangebyrank zremrangebyscore zrevrange zrevrangebylex zrevrangebyscore zrevrank zscan zscore watch`);

/** The same, but only in newer versions of Envoy than those that Aeraki names for its proxy. */
const recentSimple =
  set(`bf.add bf.card bf.exists bf.info bf.insert bf.loadchunk bf.madd bf.mexists bf.reserve bf.scandump xack xadd
  xautoclaim xclaim xdel xlen xpending xrange xrevrange xtrim geosearch getex copy rpoplpush smove sunion sdiff sinter sinterstore zunionstore
  zinterstore pfmerge georadius georadiusbymember rename sort sort_ro zmscore sdiffstore msetnx substr zrangestore zunion zdiff sunionstore
  smismember hrandfield geosearchstore zdiffstore zinter zrandmember bitop lpos renamenx`);

/** Commands without a key, which only recent versions send to every server, or to one of them. */
const recentKeyless = set('script flushall flushdb slowlog config info keys select role cluster randomkey scan info.shard hello');

/** Commands whose key is their third argument. */
const scripts = set('eval evalsha');

/** Commands that are split by key, and whose replies are added up. */
const summed = set('del exists touch unlink');

const transactions = set('multi exec discard');

/** What Envoy takes for writes; all else counts as a read. */
const writes =
  set(`append bitfield decr decrby del discard exec expire expireat eval evalsha geoadd getdel hdel hincrby hincrbyfloat hmset hset
  hsetnx incr incrby incrbyfloat linsert lmove lpop lpush lpushx lrem lset ltrim mset multi persist pexpire pexpireat pfadd psetex restore rpop
  rpush rpushx sadd set setbit setex setnx setrange spop srem zadd zincrby touch zpopmin zpopmax zrem zremrangebylex zremrangebyrank
  zremrangebyscore unlink copy rpoplpush smove sinterstore zunionstore zinterstore pfmerge georadius georadiusbymember rename sort sdiffstore
  msetnx zrangestore sunionstore geosearchstore zdiffstore bitop renamenx`);

/** How the Redis proxy treats a command, by its name in lower case. `recent`: older versions answer that they do not support it. */
export type CommandKind = 'local' | 'simple' | 'script' | 'mget' | 'mset' | 'sum' | 'transaction' | 'keyless' | 'unsupported';

/** How the Redis proxy treats a command. */
export function commandKind(name: string): { kind: CommandKind; recent: boolean } {
  if (['auth', 'ping', 'echo', 'time', 'quit'].includes(name)) return { kind: 'local', recent: false };
  if (simple.has(name)) return { kind: 'simple', recent: false };
  if (name === 'mget' || name === 'mset') return { kind: name, recent: false };
  if (summed.has(name)) return { kind: 'sum', recent: false };
  if (scripts.has(name)) return { kind: 'script', recent: false };
  if (transactions.has(name)) return { kind: 'transaction', recent: false };
  if (recentSimple.has(name)) return { kind: 'simple', recent: true };
  if (recentKeyless.has(name)) return { kind: 'keyless', recent: true };
  return { kind: 'unsupported', recent: false };
}

/** Whether Envoy takes a command (in lower case) for a read. */
export function isReadCommand(name: string): boolean {
  return !writes.has(name);
}
