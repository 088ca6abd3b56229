// Our mark: two bars of a trace over the lake.
export function Logo() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="2" y="3" width="11" height="3.2" rx="1.6" fill="var(--ink)" />
      <rect x="6" y="8.4" width="11" height="3.2" rx="1.6" fill="var(--sel)" />
      <path
        d="M2 15.600c1.800-1.800 3.600-1.800 5.400 0s3.600 1.800 5.400 0 3.400-1.800 5.200 0"
        fill="none"
        stroke="var(--base)"
        strokeWidth="2.400"
        strokeLinecap="round"
      />
    </svg>
  );
}
