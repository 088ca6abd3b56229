// How the page is built: hashed names under assets/, no inline code (the Content-Security-Policy allows none).
// `npm run dev -w @tracelake/dashboard` serves it with the API of a lake on the usual port behind it.
import { defineConfig } from 'vite';

/** It answers to its own page alone. */
const LAKE = 'http://127.0.0.1:4320';

export default defineConfig({
  root: import.meta.dirname,
  build: {
    target: 'es2022',
    // An inlined font or picture would be a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      // What three views share comes in one file: Explore is 13 requests and 236 kB instead of 71 and 257, since small files compress badly.
      output: { codeSplitting: { groups: [{ name: 'shared', minShareCount: 3 }] } },
      // 'use client' is for servers that render; there is none.
      onLog: (level, log, handler) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log);
      },
    },
  },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  server: { proxy: { '/api': { target: LAKE, changeOrigin: true, headers: { origin: LAKE } } } },
});
