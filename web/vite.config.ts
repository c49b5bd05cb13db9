import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const SERVER = 'http://127.0.0.1:8000';

/** The oldest browsers that have to show it all; README names them too, and tests/architecture/test_floor.py what they lack. */
const FLOOR = ['safari16.4', 'ios16.4', 'firefox115', 'chrome110'];

/** What every page needs, in one file: smaller and sooner there than in many. */
const SHELL =
  /\/svelte\/src\/|\/clsx\/|\/src\/(app|i18n)\/|\/src\/api\/(client|problem)|\/src\/kit\/signals|\/src\/(dealer|pro)\/(routes|nav_words)|\/src\/ui\/(Icon|icons|Button|ErrorState|Toasts|Segmented|ThemeSwitch|LocaleSwitch|Logo)/;
const PAGES_ONLY = /live_parts|bindings\/(input|select|size|media|window)|blocks\/await|svelte\/src\/reactivity\/(map|set|date|url)/;
const isShell = (id: string) => SHELL.test(id) && !PAGES_ONLY.test(id);

/** What few pages need stays with those. */
const SELDOM = /\/src\/(ui\/(Combobox|Sections|Secret|DropArea)|kit\/companies)/;
const isCommon = (id: string) => /\/src\/(ui|kit|api)\/|\/live\/clock|svelte\/src\//.test(id) && !SELDOM.test(id);

/** Few files instead of forty small ones a page: the list of every page's files is in the shell. */
const GROUPS = [
  { name: 'shell', test: isShell, priority: 3 },
  { name: 'gallery', test: /\/src\/ui\/(PhotoGallery|gallery\/)/, priority: 3 },
  { name: 'forms', test: /\/src\/ui\/(Field|Dialog|PasswordInput|MoneyInput|Sure|Menu|Note|words)|bindings\/(input|select)/, priority: 3 },
  { name: 'ui', test: isCommon, priority: 2 },
  { name: 'live', test: /\/src\/(live|notices)\/|live_parts/, priority: 1 },
  { name: 'dealer', test: /\/src\/dealer\/parts\//, priority: 1 },
  { name: 'pro', test: /\/src\/pro\/(parts\/(?!Dossier|CarChoice)|words)/, priority: 1 },
  { name: 'room', test: /\/src\/pro\/(room\/(?!\w+Page\.)|keys\/)/, priority: 1 },
  { name: 'car', test: /\/src\/car\/(words|[cC]orrection|dossier|plan)/, priority: 1 },
  { name: 'stock', test: /\/src\/dealer\/stock\/(words|filters\/filters|table\/(columns|kept|pages))/, priority: 1 },
];

/** Tests run in node, with the runes of the browser: effects run too. */
const AS_IN_A_BROWSER = {
  resolve: { conditions: ['browser'] },
  ssr: { resolve: { conditions: ['browser'] }, noExternal: ['svelte', 'esm-env'] },
};

export default defineConfig(({ mode }) => ({
  plugins: [svelte(mode === 'test' ? { dynamicCompileOptions: () => ({ generate: 'client' }) } : {})],
  ...(mode === 'test' && AS_IN_A_BROWSER),
  build: {
    outDir: '../server/static',
    emptyOutDir: true,
    target: FLOOR,
    cssTarget: FLOOR,
    // Every asset stays a file: the server's content policy allows no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Svelte's entrance imports all of its runtime; without this what only a page needs is in the shell.
      treeshake: { moduleSideEffects: [{ test: /svelte\/src\/(?!internal\/(disclose-version|flags))/, sideEffects: false }] },
      input: { index: 'index.html', sw: 'src/worker/worker.ts' },
      output: {
        // The worker's address must stay the same, and be at the top: it governs what is below it.
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        codeSplitting: { includeDependenciesRecursively: false, groups: GROUPS },
      },
    },
  },
  server: {
    proxy: {
      '/api': SERVER,
      '/ws': { target: SERVER, ws: true },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
}));
