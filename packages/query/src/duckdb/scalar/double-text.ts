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

/** The double with the shortest digits that are this real: 1.1 and not 1.100000023841858. */
export function shortestReal(value: number): number {
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(9)) : value;
}
