// Decodes a journal's segment (or an export in MessagePack) whole and prints what it holds, as one line of JSON.
// Usage: node read-segment.mjs FILE
import { readFileSync } from 'node:fs';
import { decodeMulti } from '@msgpack/msgpack';

const RecordFields = 7;
const result = { headers: [], begins: 0, ends: 0, zeros: 0, count: 0, sequenceSum: 0n, receiveNsSum: 0n, sizes: [] };
// Times are 64 bits, more than a double holds.
for (const value of decodeMulti(readFileSync(process.argv[2]), { useBigInt64: true })) {
  if (value === 0) {
    // Room that a segment which is still open has not used yet.
    result.zeros++;
  } else if (value[0] === 'kchft-journal') {
    result.headers.push({ version: value[1], stream: value[2], session: value[3].session, segment: Number(value[3].segment) });
  } else if (Array.isArray(value) && value.length === RecordFields) {
    const [sequence, receiveNs, , kind, , payload] = value;
    if (kind === 4) {
      result.begins++;
    } else if (kind === 5) {
      result.ends++;
    } else {
      result.count++;
      result.sequenceSum += BigInt(sequence);
      result.receiveNsSum += BigInt(receiveNs);
      result.sizes.push(payload.length);
    }
  } else {
    throw new Error(`neither header nor record: ${JSON.stringify(value)}`);
  }
}
console.log(JSON.stringify(result, (_, value) => (typeof value === 'bigint' ? value.toString() : value)));
