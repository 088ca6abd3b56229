// Copies the address of what is seen, with absolute time.
import { Link2 } from 'lucide-react';
import { useKeys } from '../keys/use-keys.ts';
import { absoluteLink } from '../time/absolute-link.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Button } from '../ui/button.tsx';
import { keyTitle } from '../ui/key-hint.tsx';
import { showToast } from '../ui/toasts.tsx';

export function ShareButton() {
  const { range } = useRangeClock();
  const share = (): void => {
    void navigator.clipboard.writeText(absoluteLink(range));
    showToast('Link copied, with absolute time');
  };
  useKeys({ share });
  return (
    <Button icon={<Link2 size={14} />} onClick={share} title={keyTitle('Copy link', 'share')}>
      Share
    </Button>
  );
}
