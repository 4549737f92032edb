import { defineConfig } from '@playwright/test'

// A demo city of its own, filled afresh, with the built pages; or a server that runs already (ZHUPI_URL).
// ZHUPI_STORE puts that city into another store, such as a postgres:// address.
const own = 'http://127.0.0.1:8097'
const program = process.env.ZHUPI ?? '../build/release/bin/zhupi'
const folder = 'node_modules/.e2e/city'
const store = process.env.ZHUPI_STORE ? '--store "$ZHUPI_STORE"' : ''

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'node_modules/.e2e/results',
  timeout: 120_000,
  expect: { timeout: 10_000 },
  workers: 2,
  fullyParallel: true,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  // What touches every application of the city runs after the others, whose pages would grow stale under them.
  projects: [
    { name: 'city', testIgnore: /\.last\.spec/ },
    { name: 'last', testMatch: /\.last\.spec/, dependencies: ['city'] },
  ],
  use: {
    baseURL: process.env.ZHUPI_URL ?? own,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  webServer: process.env.ZHUPI_URL
    ? undefined
    : {
        command: `rm -rf ${folder} && mkdir -p ${folder} && exec ${program} demo --data ${folder} ${store} --projects 60 --days 500 --listen ${new URL(own).host} --web dist`,
        url: `${own}/readyz`,
        timeout: 60_000,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
      },
})
