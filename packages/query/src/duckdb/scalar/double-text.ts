// Doubles as text: Java's Double.toString, and Trino's own `1.0E10`.

/** Java: plain digits between 1e-3 and 1e7, else `1.0E10`. */
export function javaDoubleText(value: number): string {
  const magnitude = Math.abs(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (magnitude >= 1e-3 && magnitude < 1e7) {
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  return trinoDoubleText(value);
}

/** CAST(double AS varchar): always with an exponent, `0E0`, `-0E0`, `NaN`, `Infinity`. */
export function trinoDoubleText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return Object.is(value, -0) ? '-0E0' : '0E0';
  const [digits, exponent] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

/** java.util.Formatter's %e: the shortest digits, rounded half up to `precision`. */
export function scientificText(value: number, precision: bigint): string {
  if (!Number.isFinite(value)) return String(value);
  const [mantissa, exponent] = Math.abs(value).toExponential().split('e');
  const kept = Number(precision) + 1;
  const digits = mantissa.replace('.', '').padEnd(kept + 1, '0');
  const rounded = String(BigInt(digits.slice(0, kept)) + (digits[kept] >= '5' ? 1n : 0n)).padStart(kept, '0');
  const carried = rounded.length > kept;
  const power = Number(exponent) + (carried ? 1 : 0);
  const fraction = rounded.slice(1, kept);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const powerText = `${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return `${sign}${rounded[0]}${fraction === '' ? '' : `.${fraction}`}e${powerText}`;
}

/** As JSON: what is no JSON number is quoted. */
export function jsonDouble(value: number): string {
  return Number.isFinite(value) ? javaDoubleText(value) : `"${value}"`;
}

/** The double with the shortest digits that are this real: 1.1 and not 1.100000023841858. */
export function shortestReal(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
}
