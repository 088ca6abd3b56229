// What Firehose would charge for: every record's bytes rounded up to 5 KB, and requests and objects counted beside.

export const BILLING_UNIT_BYTES = 5 * 1024;

export interface BilledUse {
  /** Calls that were answered with 200. */
  readonly calls: number;
  readonly records: number;
  readonly bytes: number;
  /** Units of 5 KB; a record of one byte is one, an empty record none. */
  readonly units: number;
  /** Units that as many bytes need at best: what packing is measured against. */
  readonly unitsAtBest: number;
}

export class BillingMeter {
  private calls = 0;
  private records = 0;
  private bytes = 0;
  private units = 0;

  countCall(): void {
    this.calls++;
  }

  countRecord(bytes: number): void {
    this.records++;
    this.bytes += bytes;
    this.units += Math.ceil(bytes / BILLING_UNIT_BYTES);
  }

  get use(): BilledUse {
    const { calls, records, bytes, units } = this;
    return { calls, records, bytes, units, unitsAtBest: Math.ceil(bytes / BILLING_UNIT_BYTES) };
  }
}
