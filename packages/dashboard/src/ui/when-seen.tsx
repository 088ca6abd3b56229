// What asks once it comes near the part of the page that is seen: a board may have a hundred panels.
import { type ReactNode, useEffect, useRef, useState } from 'react';

/** Asked a little before it is reached. */
const AHEAD_PX = 300;

interface WhenSeenProps {
  readonly minHeight: number;
  readonly children: ReactNode;
}

export function WhenSeen({ minHeight, children }: WhenSeenProps) {
  const [isSeen, setSeen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some((one) => one.isIntersecting)) return;
        setSeen(true);
        watch.disconnect();
      },
      { rootMargin: `${AHEAD_PX}px` },
    );
    watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  return isSeen ? children : <div ref={place} style={{ minHeight }} />;
}
