// Adds up the TRX files of a test run; with ../shared there and CI=true a skip that .ci/skips does not list is a failure.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const files = readdirSync(process.argv[2], { recursive: true }).filter(f => f.endsWith('.trx')).map(f => join(process.argv[2], f));
let passed = 0, failed = 0;
const skipped = [];
for (const file of files) {
  for (const [, attributes] of readFileSync(file, 'utf8').matchAll(/<UnitTestResult\s([^>]*)>/g)) {
    const outcome = /outcome="(\w+)"/.exec(attributes)[1];
    if (outcome === 'Passed') passed++;
    else if (outcome === 'NotExecuted') skipped.push(/testName="([^"]*)"/.exec(attributes)[1]);
    else failed++;
  }
}
let isGood = failed === 0 && passed > 0;
if (passed === 0) console.log('FAILED: no test ran');
const allowed = existsSync('.ci/skips')
  ? readFileSync('.ci/skips', 'utf8').split('\n').filter(line => line && !line.startsWith('#')).map(line => line.split(/\s+/)[0]) : [];
for (const name of skipped) {
  const isListed = allowed.some(known => name.startsWith(known));
  console.log(`skipped${isListed ? ' (listed)' : ''}: ${name}`);
  if (!isListed && process.env.CI === 'true' && existsSync('../shared')) {
    console.log(`FAILED: ${name} was skipped although ../shared is there; list it in .ci/skips with a reason or mend it`);
    isGood = false;
  }
}
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(isGood ? 0 : 1);
