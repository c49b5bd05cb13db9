import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const SERVER = 'http://127.0.0.1:8000';

export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  // Tests run in node, with the runes of the browser.
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  build: {
    outDir: '../server/static',
    emptyOutDir: true,
    target: 'es2023',
    // Every asset stays a file: the server's content policy allows no data: fonts or scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': SERVER,
      '/ws': { target: SERVER, ws: true },
    },
  },
  test: { environment: 'node', include: ['src/**/*.test.ts'] },
}));
