import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw } from 'node:zlib';
import { tarEnd, tarHeader, tarPadding } from '../live/bugreport/tar.js';
import { errorCode, reasonOf } from '../manifest/read.js';
import { CliError } from './errors.js';

const deflate = promisify(deflateRaw);

/** A tar.gz that is being written. */
export interface Archive {
  /** Bytes of the archive so far, compressed. */
  readonly size: number;
  /**
   * Adds a file. False where the archive would then be larger than it may: nothing of it is in the archive. Several may be added at once; each is whole.
   */
  add(path: string, content: Uint8Array): Promise<boolean>;
  /** Adds a last file, for which `reserve` bytes were kept back, and puts the archive in its place. */
  finish(path: string, content: Uint8Array): Promise<void>;
  /** Removes what was written. To be called where `finish` was not. */
  abandon(): void;
}

// A gzip header without a name or a time: two runs on the same content give the same bytes.
const gzipHeader = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);

/**
 * Begins an archive beside its place, readable by its owner only; it is moved there when it is complete, so that no half of one is ever taken for a whole.
 * Each file is compressed on its own, flushed to a whole byte, so that its size is known before it is taken; all of them together are one gzip stream.
 */
export function beginArchive(file: string, limits: { most: number; reserve: number }, now: Date): Archive {
  const beside = `${file}.${randomBytes(4).toString('hex')}.partial`;
  if (existsSync(file)) throw new CliError(`${file} is there already`, 'Name another with --file, or remove it.');
  let descriptor: number;
  try {
    descriptor = openSync(beside, 'wx', 0o600);
  } catch (error) {
    throw new CliError(`cannot write ${file}: ${errorCode(error) === 'ENOENT' ? 'its folder does not exist' : reasonOf(error)}`);
  }
  let size = 0;
  let checksum = 0;
  let plain = 0;
  let open = true;
  const write = (bytes: Uint8Array): void => {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    } catch (error) {
      throw new CliError(`cannot write ${file}: ${reasonOf(error)}`);
    }
    size += bytes.length;
  };
  const member = (path: string, content: Uint8Array): Buffer =>
    Buffer.concat([tarHeader(path, content.length, now), content, tarPadding(content.length)]);
  const append = async (bytes: Buffer, most: number): Promise<boolean> => {
    const compressed = await deflate(bytes, { finishFlush: constants.Z_FULL_FLUSH });
    if (!open || size + compressed.length > most) return false;
    write(compressed);
    checksum = crc32(bytes, checksum);
    plain = (plain + bytes.length) % 2 ** 32;
    return true;
  };
  const abandon = (): void => {
    if (!open) return;
    open = false;
    closeSync(descriptor);
    rmSync(beside, { force: true });
  };
  write(gzipHeader);
  return {
    get size() {
      return size;
    },
    add: (path, content) => append(member(path, content), limits.most - limits.reserve),
    finish: async (path, content) => {
      await append(Buffer.concat([member(path, content), tarEnd()]), Number.POSITIVE_INFINITY);
      const end = Buffer.alloc(10);
      // An empty last block of the fixed code.
      end[0] = 0x03;
      end.writeUInt32LE(checksum >>> 0, 2);
      end.writeUInt32LE(plain >>> 0, 6);
      write(end);
      closeSync(descriptor);
      open = false;
      try {
        renameSync(beside, file);
      } catch (error) {
        rmSync(beside, { force: true });
        throw new CliError(`cannot write ${file}: ${reasonOf(error)}`);
      }
    },
    abandon,
  };
}
