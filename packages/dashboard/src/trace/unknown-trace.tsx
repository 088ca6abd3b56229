// No trace has the id that was asked for: how much was searched, and whether it may still come.
import { useQuery } from '@tanstack/react-query';
import { health, stats } from '../api/api-queries.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/panel-state.tsx';
import { shortId } from '../ui/trace-link.tsx';
import { searchedText } from './searched-text.ts';

interface UnknownTraceProps {
  readonly id: string;
  readonly onRetry: () => void;
}

export function UnknownTrace({ id, onRetry }: UnknownTraceProps) {
  // Of a bucket: Firehose collects spans before it writes them.
  const isLate = useQuery(health()).data?.otlpUrl === null;
  const lake = useQuery(stats()).data?.lake;
  return (
    <Empty title={`No trace ${shortId(id)}`} minHeight={400} action={<Button onClick={onRetry}>Try again</Button>}>
      {lake === undefined ? 'Searched all of the lake.' : searchedText(lake)}
      {isLate && ' New spans can take 15 minutes to arrive.'}
    </Empty>
  );
}
