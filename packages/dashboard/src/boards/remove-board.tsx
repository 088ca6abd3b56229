// Takes a board away, by a second press. What is on it stays saved.
import { useState } from 'react';
import { Button } from '../ui/button.tsx';

export function RemoveBoard({ onRemove }: { readonly onRemove: () => void }) {
  const [isAsked, setAsked] = useState(false);
  if (!isAsked) return <Button onClick={() => setAsked(true)}>Remove board</Button>;
  return (
    <Button kind="risky" onClick={onRemove} onBlur={() => setAsked(false)} autoFocus>
      Remove
    </Button>
  );
}
