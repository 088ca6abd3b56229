// A share of a whole as a short bar.
export function Meter({
  share,
  tone = 'base',
  width = 56,
}: {
  readonly share: number;
  readonly tone?: string;
  readonly width?: number;
}) {
  const filled = Math.max(0, Math.min(1, share)) * width;
  return (
    <svg width={width} height="5" aria-hidden="true">
      <rect width={width} height="5" rx="2" fill="var(--raised)" />
      <rect width={filled} height="5" rx="2" fill={`var(--${tone})`} />
    </svg>
  );
}
