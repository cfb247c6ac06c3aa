import { createServer, connect as dial, type Socket } from 'node:net';

/** A Dubbo request: what a route can look at. */
export interface DubboRequest {
  interface: string;
  method: string;
  attachments?: Record<string, string>;
}

/** A Dubbo answer: its status (20: OK) and, where it is a text, its value. */
export interface DubboAnswer {
  status: number;
  value: string | undefined;
}

const headerLength = 16;
const ok = 20;

/** A string of fewer than 1,024 ASCII characters in Hessian 2. */
function hessianString(text: string): Buffer {
  const length = text.length < 32 ? [text.length] : [0x30 + (text.length >> 8), text.length & 0xff];
  return Buffer.concat([Buffer.from(length), Buffer.from(text, 'ascii')]);
}

/** The string that {@link hessianString} wrote; undefined for anything else. */
function readHessianString(bytes: Buffer): string | undefined {
  const [first = 0xff, second = 0] = bytes;
  if (first < 32) return bytes.toString('utf8', 1, 1 + first);
  if (first < 0x30 || first > 0x33) return undefined;
  return bytes.toString('utf8', 2, 2 + ((first - 0x30) << 8) + second);
}

function frame(flags: number, status: number, id: bigint, body: Buffer): Buffer {
  const header = Buffer.alloc(headerLength);
  header.writeUInt16BE(0xdabb, 0);
  header[2] = flags;
  header[3] = status;
  header.writeBigInt64BE(id, 4);
  header.writeInt32BE(body.length, 12);
  return Buffer.concat([header, body]);
}

/** A two-way request of Dubbo 2 without arguments: versions, path, method, descriptor, then the map of attachments. */
function requestFrame(id: bigint, request: DubboRequest): Buffer {
  const attachments = Object.entries({ path: request.interface, ...request.attachments }).flat();
  const strings = ['2.0.2', request.interface, '0.0.0', request.method, ''];
  const body = [...strings.map(hessianString), Buffer.from('H'), ...attachments.map(hessianString), Buffer.from('Z')];
  return frame(0xc2, 0, id, Buffer.concat(body));
}

/** Calls `each` with every frame that arrives whole. */
function readFrames(socket: Socket, each: (frame: Buffer) => void): void {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= headerLength) {
      const end = headerLength + bytes.readInt32BE(12);
      if (bytes.length < end) return;
      each(bytes.subarray(0, end));
      bytes = bytes.subarray(end);
    }
  });
}

/** A Dubbo server that answers every request with its own name. */
export interface DubboServer {
  port: number;
  stop(): Promise<void>;
}

/** Starts a Dubbo server on a free loopback port. */
export async function startDubbo(name: string): Promise<DubboServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const returnedValue = 0x91;
    const body = Buffer.concat([Buffer.from([returnedValue]), hessianString(name)]);
    readFrames(socket, (request) => socket.write(frame(0x02, ok, request.readBigInt64BE(4), body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Sends requests, all on one connection and at once; their answers in the order of the requests. An error if one is missing after 10 s. */
export function callDubbo(port: number, requests: DubboRequest[]): Promise<DubboAnswer[]> {
  return new Promise((resolve, reject) => {
    const answers: DubboAnswer[] = [];
    let missing = requests.length;
    const socket = dial({ host: '127.0.0.1', port });
    const fail = (why: string): void => {
      socket.destroy();
      reject(new Error(`${why}: ${missing} of ${requests.length} answers missing`));
    };
    socket.setTimeout(10_000, () => fail('nothing for 10 s'));
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => fail('the connection was closed'));
    readFrames(socket, (answer) => {
      const body = answer.subarray(headerLength);
      answers[Number(answer.readBigInt64BE(4))] = { status: answer[3] ?? 0, value: readHessianString(body.subarray(1)) };
      if (--missing > 0) return;
      socket.destroy();
      resolve(answers);
    });
    socket.write(Buffer.concat(requests.map((request, id) => requestFrame(BigInt(id), request))));
  });
}
