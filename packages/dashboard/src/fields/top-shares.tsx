// The shares of the most frequent values, the first the strongest; what they leave is the rest.
import { type Field, topShares } from './field.ts';

const WIDTH_PX = 120;
const OPACITIES = [1, 0.7, 0.5, 0.35, 0.25];

export function TopShares({ field }: { readonly field: Field }) {
  let leftPx = 0;
  const parts = topShares(field).map((share, rank) => {
    const part = { leftPx, widthPx: Math.max(0, share * WIDTH_PX - 1), opacity: OPACITIES[rank] ?? 0.2 };
    leftPx += share * WIDTH_PX;
    return part;
  });
  return (
    <svg width={WIDTH_PX} height="8" aria-hidden="true">
      <rect width={WIDTH_PX} height="8" fill="var(--base)" opacity="0.14" />
      {parts.map((part) => (
        <rect
          key={part.leftPx}
          x={part.leftPx}
          width={part.widthPx}
          height="8"
          fill="var(--base)"
          opacity={part.opacity}
        />
      ))}
    </svg>
  );
}
