// Copies the address of what is seen, with absolute time: by its key on every page, by a button where there is a question.
import { Link2 } from 'lucide-react';
import { absoluteLink } from '../time/absolute-link.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Button } from '../ui/button.tsx';
import { copyText } from '../ui/copied-text.ts';
import { keyTitle } from '../ui/key-hint.tsx';

export function useShare(): () => void {
  const { range } = useRangeClock();
  return () => void copyText(absoluteLink(range), 'Link copied, with absolute time');
}

export function ShareButton() {
  return (
    <Button icon={<Link2 size={14} />} onClick={useShare()} title={keyTitle('Copy link', 'share')}>
      Share
    </Button>
  );
}
