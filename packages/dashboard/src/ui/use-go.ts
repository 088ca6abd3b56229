// Going to a view from a row or a button: here, or in a new tab with the range of time and the environment of this one.
import { type NavigateOptions, useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';

export type Go = (to: NavigateOptions, isNewTab?: boolean) => void;

export function useGo(): Go {
  const navigate = useNavigate();
  const router = useRouter();
  return useCallback(
    (to, isNewTab = false) => {
      if (isNewTab) window.open(router.buildLocation(to as never).href, '_blank', 'noopener');
      else void navigate(to);
    },
    [navigate, router],
  );
}
