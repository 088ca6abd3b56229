// How the page is built: hashed names under assets/, no inline code (the Content-Security-Policy allows none).
// `npm run dev -w @tracelake/dashboard` serves it with the API of a lake on the usual port behind it.
import { join } from 'node:path';
import { build, defineConfig, type Plugin } from 'vite';

/** It answers to its own page alone. */
const LAKE = 'http://127.0.0.1:4320';
const PAGE = '/src/page.tsx';
const BEGIN = join(import.meta.dirname, 'src/begin.ts');
const TARGET = 'es2022';
/** A view without a chart over time, as Overview and a trace are, neither reads nor runs these 50 kB. */
const CHARTS =
  /\/node_modules\/uplot\/|\/src\/charts\/(?:time-(?:box|chart|tip)|chart-(?:frame|menu|rows|words)|bar-edges|box-drag|lone-points|value-range)/;

/** Lists to pick from are the builder's, which comes once the view is drawn: 5 kB less before that. */
const PICK = /\/node_modules\/cmdk\/|\/src\/ui\/pick-list|\/src\/explore\/attribute-picker/;

/**
 * The page's own code is fetched beside the entry that imports it, not after; and behind it: a browser asks for six files at once, and these
 * are 170 kB before what asks the first question. So are its styles, which the page's code waits for.
 */
const pagePreload: Plugin = {
  name: 'page-preload',
  transformIndexHtml: {
    order: 'post',
    handler: (html, { bundle = {} }) => {
      const page = Object.values(bundle).find((file) => file.type === 'chunk' && file.facadeModuleId?.endsWith(PAGE));
      if (page?.type !== 'chunk') return [];
      const scripts = [page.fileName, ...page.imports];
      const styles = scripts.flatMap((name) => {
        const file = bundle[name];
        return file?.type === 'chunk' ? [...(file.viteMetadata?.importedCss ?? [])] : [];
      });
      const begin = Object.values(bundle).find((file) => file.type === 'asset' && file.names.includes('begin.js'));
      const links = [
        ...styles.map((file) => preload(file, { rel: 'preload', as: 'style' })),
        ...scripts.map((file) => preload(file, { rel: 'modulepreload' })),
      ].filter(({ attrs }) => !html.includes(attrs.href));
      return [{ tag: 'script', injectTo: 'head-prepend', attrs: { src: `/${begin?.fileName}` } }, ...links];
    },
  },
};

const BEGIN_TAG = /\n *<script type="module" src="\/src\/begin\.ts"><\/script>/;

/**
 * The first script is no module: one waits for the page's styles, and comes after what it imports. It stands before all else in the head, and
 * has in it what it needs of the page's code and no more, which takes a build of its own.
 */
const beginScript: Plugin = {
  name: 'begin-script',
  apply: 'build',
  async buildStart() {
    const built = await build({
      configFile: false,
      root: import.meta.dirname,
      publicDir: false,
      logLevel: 'error',
      build: { write: false, target: TARGET, rolldownOptions: { input: BEGIN, output: { format: 'iife' } } },
    });
    const [script] = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
    this.emitFile({ type: 'asset', name: 'begin.js', source: script.type === 'chunk' ? script.code : '' });
  },
  transformIndexHtml: { order: 'pre', handler: (html) => html.replace(BEGIN_TAG, '') },
};

function preload(file: string, attrs: Record<string, string>) {
  return { tag: 'link', injectTo: 'head' as const, attrs: { ...attrs, crossorigin: true, href: `/${file}` } };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [beginScript, pagePreload],
  build: {
    target: TARGET,
    // An inlined font or picture would be a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What the first question is made of does not wait for React.
            { name: 'start', test: /\/src\/start\//, priority: 2 },
            // What three views share comes in one file: Explore is 13 requests and 236 kB instead of 71 and 257, since small files compress badly.
            { name: 'shared', test: (id) => !CHARTS.test(id) && !PICK.test(id), minShareCount: 3, priority: 1 },
            { name: 'charts', test: CHARTS },
            // They are fetched together, once the view is drawn.
            { name: 'builder', test: /\/src\/explore\/[a-z]+-editor/, priority: 1 },
          ],
        },
      },
      // 'use client' is for servers that render; there is none.
      onLog: (level, log, handler) => {
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') handler(level, log);
      },
    },
  },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  server: { proxy: { '/api': { target: LAKE, changeOrigin: true, headers: { origin: LAKE } } } },
});
