// What both clients' sessions share: named steps, waiting for pushes, a book kept by KuCoin's calibration rule, and the report as one line of JSON.
import assert from 'node:assert/strict';

export const environment = name => {
  const value = process.env[name];
  assert.ok(value, `the environment variable ${name} is missing; the test that starts this script sets it`);
  return value;
};

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

/** Waits until look() gives something that is not undefined, null or false. */
export async function until(what, look, timeoutMs = 20_000) {
  for (const end = Date.now() + timeoutMs; ;) {
    const found = await look();
    if (found) {
      return found;
    }
    assert.ok(Date.now() < end, `${what}: not seen within ${timeoutMs} ms`);
    await sleep(10);
  }
}

/** Runs the steps one after the other and prints {"client","version","steps":{name: what it found}} as the last line. */
export async function run(client, version, steps) {
  const report = { client, version, steps: {} };
  for (const [name, step] of Object.entries(steps)) {
    try {
      report.steps[name] = (await step()) ?? {};
    } catch (e) {
      console.error(`${client}: ${name}: ${e?.stack ?? e}`);
      process.exit(1);
    }
  }
  process.stdout.write(`\n${JSON.stringify(report)}\n`, () => process.exit(0));
}

/** A book of absolute sizes, made of increments and one REST snapshot (KuCoin: calibrate local data). */
export class Book {
  #waiting = [];
  #sides = { bids: new Map(), asks: new Map() };
  #last = 0;

  applied = 0;
  dropped = 0;
  firstMs = 0;
  lastMs = 0;

  get isOpen() {
    return this.#last > 0;
  }

  get marketSeconds() {
    return (this.lastMs - this.firstMs) / 1000;
  }

  get bestBid() {
    return Math.max(...this.#sides.bids.keys());
  }

  get bestAsk() {
    return Math.min(...this.#sides.asks.keys());
  }

  /** Takes an increment; before the snapshot it waits. */
  onIncrement(data) {
    if (this.isOpen) {
      this.#apply(data);
    } else {
      this.#waiting.push(data);
    }
  }

  /** Takes the snapshot; false when it is older than the first increment, so that another must be asked for. */
  tryOpen(snapshot) {
    const sequence = Number(snapshot.sequence);
    if (this.#waiting.length === 0 || this.#waiting[0].sequenceStart > sequence + 1) {
      return false;
    }
    for (const side of ['bids', 'asks']) {
      for (const [price, size] of snapshot[side]) {
        assert.ok(Number(size) > 0, 'a snapshot holds no empty level');
        this.#sides[side].set(Number(price), Number(size));
      }
    }
    this.#last = sequence;
    this.#waiting.forEach(data => this.#apply(data));
    this.#waiting = [];
    return true;
  }

  #apply(data) {
    if (data.sequenceEnd <= this.#last) {
      this.dropped++;
      return;
    }
    assert.ok(data.sequenceStart <= this.#last + 1, `a gap: ${data.sequenceStart} after ${this.#last}`);
    for (const side of ['bids', 'asks']) {
      for (const [price, size, sequence] of data.changes[side]) {
        if (Number(sequence) <= this.#last || price === '0') {
          continue;
        }
        if (Number(size) === 0) {
          this.#sides[side].delete(Number(price));
        } else {
          this.#sides[side].set(Number(price), Number(size));
        }
      }
    }
    this.#last = data.sequenceEnd;
    this.applied++;
    this.firstMs ||= data.time;
    this.lastMs = data.time;
    assert.ok(this.bestBid < this.bestAsk, `crossed at ${this.#last}: ${this.bestBid} / ${this.bestAsk}`);
  }

  get sequence() {
    return this.#last;
  }

  /** Compares every level with a book at the same sequence. */
  assertSame(other) {
    assert.equal(this.#last, other.#last);
    assert.deepEqual(this.#sides, other.#sides);
  }
}
