// Durations as people read them: three significant digits, the unit by size.

export interface Measure {
  readonly digits: string;
  readonly unit: string;
}

const SMALL_UNITS = [
  { unit: 's', nanos: 1e9 },
  { unit: 'ms', nanos: 1e6 },
  { unit: 'µs', nanos: 1e3 },
  { unit: 'ns', nanos: 1 },
] as const;

/** Three significant digits: `9.87`, `24.0`, `412`; what two places would lose as `0.00123`. */
export function threeDigits(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) < 0.01) return String(Number(value.toPrecision(3)));
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  const text = value.toFixed(Math.min(places, 2));
  // 9.999 becomes 10.00: one digit too many.
  return text.replace('.', '').replace('-', '').length > 3 && places > 0 ? value.toFixed(places - 1) : text;
}

/** `412 ms` in its two parts; from a minute on the unit is part of the digits. */
export function durationMeasure(milliseconds: number): Measure {
  const nanos = milliseconds * 1e6;
  if (nanos === 0) return { digits: '0', unit: 'ms' };
  const seconds = milliseconds / 1000;
  if (Math.round(seconds * 100) >= 6000) return { digits: longDuration(seconds), unit: '' };
  // 999.6 ms are 1.00 s: what is rounded up takes the next unit.
  const { unit, nanos: size } =
    SMALL_UNITS.find((one) => Number((Math.abs(nanos) / one.nanos).toPrecision(3)) >= 1) ?? SMALL_UNITS[3];
  const amount = nanos / size;
  return { digits: unit === 'ns' ? String(Math.round(amount)) : threeDigits(amount), unit };
}

export function durationText(milliseconds: number): string {
  const { digits, unit } = durationMeasure(milliseconds);
  return unit === '' ? digits : `${digits} ${unit}`;
}

/** Of spans: nanoseconds as decimal text or bigint, without a way through a double where it would be wrong. */
export function nanosText(nanos: bigint): string {
  return durationText(Number(nanos) / 1e6);
}

function longDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, '0')} min`;
  return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
}
