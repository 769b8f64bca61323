import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { checkFirstLoad } from './first-load.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const server = process.env.CALLOUT_DEV_SERVER ?? 'http://127.0.0.1:3000';

/** The build fails when sign-in and worklist would load more than the budget. */
const firstLoadBudget: Plugin = {
  name: 'first-load-budget',
  apply: 'build',
  closeBundle() {
    const { report, isWithin } = checkFirstLoad(new URL('dist/', import.meta.url));
    this.info(report);
    if (!isWithin) this.error(report);
  },
};

export default defineConfig({
  root: here,
  plugins: [react(), firstLoadBudget],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    sourcemap: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
  },
  server: { port: 5173, proxy: { '/api': { target: server, changeOrigin: false } } },
});
