// An address that is none of the page's.
import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/panel-state.tsx';

export function NotFound() {
  return (
    <>
      <h1 className="hidden-text">Nothing is here</h1>
      <Empty title="Nothing is here" minHeight={400} action={<Link to="/">Open Overview</Link>}>
        This address belongs to no view.
      </Empty>
    </>
  );
}
