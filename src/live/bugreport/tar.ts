/**
 * A file's header and padding in the form of POSIX tar (ustar; a pax header before it where the path does not fit). Written here rather than taken from a
 * library: an archive is nothing but whole files that are in memory, and its writer must know how many bytes each takes before it takes it.
 */
export function tarHeader(path: string, size: number, modified: Date): Uint8Array {
  const name = fittingName(path);
  if (name !== undefined) return header(name, size, modified, '0');
  const record = paxRecord('path', path);
  const short = { prefix: '', name: cut(path, 100) };
  return Buffer.concat([
    header({ prefix: '', name: cut(`pax/${path}`, 100) }, record.length, modified, 'x'),
    record,
    tarPadding(record.length),
    header(short, size, modified, '0'),
  ]);
}

/** What follows a file's content, so that the next begins at a multiple of 512 bytes. */
export function tarPadding(size: number): Uint8Array {
  return new Uint8Array((512 - (size % 512)) % 512);
}

/** What an archive ends with. */
export function tarEnd(): Uint8Array {
  return new Uint8Array(1024);
}

function header({ prefix, name }: { prefix: string; name: string }, size: number, modified: Date, type: string): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, at: number, length: number): void => {
    block.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  };
  block.write(name, 0, 100, 'utf8');
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(Math.floor(modified.getTime() / 1000), 136, 12);
  block.fill(' ', 148, 156);
  block.write(type, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.write(prefix, 345, 155, 'utf8');
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** A path split at a slash so that both parts fit, or undefined. */
function fittingName(path: string): { prefix: string; name: string } | undefined {
  if (Buffer.byteLength(path) <= 100) return { prefix: '', name: path };
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (name !== '' && Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100) return { prefix, name };
  }
  return undefined;
}

/** `LENGTH key=value\n`, where the length counts its own digits. */
function paxRecord(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (String(length).length !== String(bytes).length) length = bytes + String(length).length;
  return Buffer.from(`${length}${rest}`, 'utf8');
}

function cut(text: string, most: number): string {
  return Buffer.from(text, 'utf8')
    .subarray(0, most)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
}
