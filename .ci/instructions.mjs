// The gate for the cost of a frame: bytes allocated and instructions, counted over a fixed replay (bench/KuCoinHft.Bench/Replay/FixedReplay.cs says of what).
//   node .ci/instructions.mjs            compares with .ci/instructions; ends with 1 above 2 %, or on one byte
//   node .ci/instructions.mjs --renew    writes what it counted into .ci/instructions
//   node .ci/instructions.mjs --runs 5   counts so many times and prints the spread
// Time is never looked at. callgrind counts instructions as if each took the same time: a cache miss does not show. valgrind does not know AVX-512, so the
// runtime compiles for AVX2 here, whatever the machine has. The default smc-check sees code that the runtime compiles, which stands in no file.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const frames = 10000;
const allowed = 0.02;
// The fault that must be noticed in every run: about this much more work, in a stage of its own (some 50 instructions a frame) with a loop of five a turn.
const control = 0.03;
const wasteOf = instructions => Math.max(1, Math.round((control * instructions - 50) / 5));
const baselineFile = '.ci/instructions';
const mark = 'gnu_get_libc_version';
// Everything compiled once and for good; a heap whose reservation valgrind has room for; code pages mapped once, so that valgrind sees them written.
const settings = { DOTNET_TieredCompilation: '0', DOTNET_GCHeapHardLimit: '0x10000000', DOTNET_EnableWriteXorExecute: '0', DOTNET_NOLOGO: '1' };

/** What a count means: 'same', 'fail', 'better' (renew, so that the gain is kept), or 'other' (counted elsewhere, so too much is a warning alone). */
export function verdict(counted, baseline) {
  const change = counted.instructions / baseline.instructions - 1;
  const isSame = ['runtime', 'isa', 'frames'].every(key => String(counted[key]) === String(baseline[key]));
  if (change > allowed) return isSame ? 'fail' : 'other';
  return change < -allowed ? 'better' : 'same';
}

function selfCheck() {
  const baseline = { instructions: 10000, runtime: '10.0.1', isa: 'avx2', frames: 5 };
  const cases = [[10000, {}, 'same'], [10199, {}, 'same'], [10201, {}, 'fail'], [10300, {}, 'fail'], [20000, {}, 'fail'], [9801, {}, 'same'], [9700, {}, 'better'],
    [10300, { runtime: '10.0.2' }, 'other'], [10300, { isa: 'avx' }, 'other'], [10100, { runtime: '10.0.2' }, 'same'], [9000, { runtime: '10.0.2' }, 'better']];
  for (const [instructions, differs, expected] of cases) {
    const found = verdict({ ...baseline, ...differs, instructions }, baseline);
    if (found !== expected) throw new Error(`the gate itself is wrong: ${instructions} against ${baseline.instructions} is '${found}', not '${expected}'`);
  }
}

function fail(message) {
  console.log(`FAILED: ${message}`);
  process.exit(1);
}

function needValgrind() {
  if (spawnSync('valgrind', ['--version']).status === 0) return;
  console.log('valgrind is missing; installing it');
  for (const command of [['apt-get', ['-qq', 'update']], ['apt-get', ['-qq', 'install', '-y', '--no-install-recommends', 'valgrind']]])
    spawnSync(...command, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  if (spawnSync('valgrind', ['--version']).status !== 0)
    fail('instructions cannot be counted: valgrind is missing and could not be installed. Install it (apt-get install valgrind) and run again.');
}

const program = 'bench/KuCoinHft.Bench/bin/Release/net10.0/KuCoinHft.Bench.dll';
const run = (args, more = []) => spawnSync(more[0] ?? 'dotnet', [...more.slice(1), ...(more.length ? ['dotnet'] : []), program, ...args],
  { encoding: 'utf8', env: { ...process.env, ...settings }, maxBuffer: 1 << 26 });

function record(file) {
  const made = run(['record', file, '--frames', String(2 * frames)]);
  if (made.status !== 0) fail(`the frames could not be recorded: ${made.stdout}${made.stderr}`);
}

function checkAllocations(file) {
  const clean = run(['replay', file, '--frames', String(frames)]);
  process.stdout.write(clean.stdout);
  if (clean.status !== 0) fail(`the replay: ${clean.stderr}`);
  const leaking = run(['replay', file, '--frames', String(frames), '--leak', '1000']);
  const bytes = Number(/ bytes=(\d+)/.exec(leaking.stdout)?.[1]);
  console.log(`control: one object in 1000 frames is seen as ${bytes} bytes`);
  if (leaking.status === 0 || bytes !== 24 * frames / 1000) fail('an allocation of 24 bytes in 1000 frames was not noticed; the meter of bytes is broken');
}

/** Counts one replay and, in the same process, one with work added. */
function count(file, folder, waste) {
  const out = join(folder, 'callgrind');
  // Threads apart: what the runtime's own threads do meanwhile is chance, what the first one does is not.
  // The parts: up to the first mark, the frames counted, up to the third, the same frames with waste.
  const counted = run(['replay', file, '--frames', String(frames), '--waste', String(waste)],
    ['valgrind', '--tool=callgrind', '--smc-check=all-non-file', '--separate-threads=yes', `--callgrind-out-file=${out}`, `--dump-before=${mark}`]);
  if (counted.status !== 0) fail(`callgrind: ${counted.stdout}${counted.stderr.slice(-4000)}`);
  const total = part => Number(/^totals: (\d+)$/m.exec(readFileSync(`${out}.${part}-01`, 'utf8'))[1]);
  const value = key => new RegExp(`^${key}=(.*)$`, 'm').exec(counted.stdout)[1];
  return { instructions: total(2) / frames, wasted: total(4) / frames, runtime: value('runtime'), isa: value('isa'), frames };
}

function readBaseline() {
  const text = readFileSync(baselineFile, 'utf8');
  return Object.fromEntries(text.split('\n').filter(line => /^\w+=/.test(line)).map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

function writeBaseline(counted) {
  writeFileSync(baselineFile, `# Instructions that the hot path takes for a frame; .ci/instructions.mjs says how they are counted and what is compared.
# Renew, after a change that is meant to cost or save: node .ci/instructions.mjs --renew
instructions=${counted.instructions.toFixed(1)}
runtime=${counted.runtime}
isa=${counted.isa}
frames=${counted.frames}
valgrind=${execFileSync('valgrind', ['--version'], { encoding: 'utf8' }).trim()}
`);
}

function main(args) {
  selfCheck();
  needValgrind();
  const folder = mkdtempSync(join(tmpdir(), 'kchft-instructions-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const built = spawnSync('dotnet', ['build', '-c', 'Release', '-v', 'q', 'bench/KuCoinHft.Bench'], { encoding: 'utf8' });
  if (built.status !== 0) fail(`bench does not build: ${built.stdout}`);
  const file = join(folder, 'frames');
  record(file);
  checkAllocations(file);

  const runs = args[0] === '--runs' ? Number(args[1]) : 1;
  const isNew = args[0] === '--renew';
  const baseline = isNew && !existsSync(baselineFile) ? { instructions: 50000 } : readBaseline();
  const waste = wasteOf(baseline.instructions);
  const counts = [];
  for (let i = 0; i < runs; i++) {
    counts.push(count(file, folder, waste));
    console.log(`${counts[i].instructions.toFixed(1)} instructions a frame over ${frames} frames (runtime ${counts[i].runtime}, ${counts[i].isa})`);
  }

  if (runs > 1) {
    const sorted = counts.map(each => each.instructions).sort((a, b) => a - b);
    console.log(`spread of ${runs} runs: ${((sorted.at(-1) / sorted[0] - 1) * 100).toFixed(5)} %`);
  }

  const counted = counts[0];
  console.log(`control: ${waste} additions a frame more are seen as ${((counted.wasted / counted.instructions - 1) * 100).toFixed(2)} %`);
  if (verdict({ ...counted, instructions: counted.wasted }, counted) !== 'fail') fail('work that was added on purpose did not exceed the limit; the count is broken');
  if (isNew) {
    writeBaseline(counted);
    console.log(`${baselineFile} is renewed; commit it with the change that moved it`);
    return;
  }

  const change = `${((counted.instructions / baseline.instructions - 1) * 100).toFixed(2)} % to the baseline of ${baseline.instructions} (runtime ${baseline.runtime}, ${baseline.isa})`;
  console.log(change);
  switch (verdict(counted, baseline)) {
    case 'fail': fail(`a frame takes more instructions than ${allowed * 100} % above the baseline: ${change}. Find what was added, or renew: node .ci/instructions.mjs --renew`);
    case 'other': console.log(`WARNING WARNING WARNING: ${change}, but this is another runtime, instruction set or number of frames than the baseline's. Renew it: node .ci/instructions.mjs --renew`); break;
    case 'better': console.log(`remark: better by more than ${allowed * 100} %; renew, so that the gain is kept: node .ci/instructions.mjs --renew`); break;
  }
}

process.chdir(join(dirname(fileURLToPath(import.meta.url)), '..'));
main(process.argv.slice(2));
