// A zip with nothing of the moment in it: fixed times, fixed order, modes kept, so that equal content is equal bytes.
import { crc32, deflateRawSync } from 'node:zlib';

/** 1980-01-01, the oldest that zip can say. */
const DATE = 0x21;
const VERSION = 20;
const UNIX = 3;
const REGULAR_FILE = 0o100000;

export function zipOf(entries) {
  const [locals, centrals] = [[], []];
  let offset = 0;
  for (const { name, mode, content } of entries) {
    const packed = deflateRawSync(content, { level: 9 });
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(VERSION, 0);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt16LE(DATE, 8);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE(((REGULAR_FILE | mode) << 16) >>> 0, 6);
    attributes.writeUInt32LE(offset, 10);
    centrals.push(Buffer.from([0x50, 0x4b, 1, 2, VERSION, UNIX]), fields, attributes, Buffer.from(name));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
