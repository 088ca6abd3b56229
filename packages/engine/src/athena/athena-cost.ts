// What Athena bills: so much a terabyte scanned, by whole megabytes, and never for less than ten of them.
import { AWS_PRICES } from '@tracelake/schema';

const BYTES_PER_MB = 1e6;
const MB_PER_TB = 1e6;
const MIN_MB = 10;

export function athenaUsd(bytesScanned: number): number {
  return (Math.max(MIN_MB, Math.ceil(bytesScanned / BYTES_PER_MB)) * AWS_PRICES.athenaPerTb) / MB_PER_TB;
}
