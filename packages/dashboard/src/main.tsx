// The page's entry: the stores that every view shares, then the router.
import './styles/tokens.css';
import './styles/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { askedQueries } from './api/asked-queries.ts';
import { queryClient } from './api/query-client.ts';
import { router } from './router.tsx';

addEventListener('pagehide', () => askedQueries.endAll());

createRoot(document.getElementById('page')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
