// Reads an HdrHistogram interval log and prints, as one line of JSON, each interval's tag, times, count and percentiles.
// Usage: node read-hdr-log.mjs FILE
import { readFileSync } from 'node:fs';
import hdr from 'hdr-histogram-js';

const reader = new hdr.HistogramLogReader(readFileSync(process.argv[2], 'utf8'));
const intervals = [];
for (let histogram = reader.nextIntervalHistogram(); histogram; histogram = reader.nextIntervalHistogram()) {
  const at = (percentile) => histogram.getValueAtPercentile(percentile);
  intervals.push({
    tag: histogram.tag,
    seconds: (histogram.endTimeStampMsec - histogram.startTimeStampMsec) / 1000,
    count: histogram.totalCount,
    percentiles: [0, 50, 90, 99, 99.9, 99.99, 100].map(at),
  });
}
console.log(JSON.stringify(intervals));
