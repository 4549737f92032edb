import { defineConfig } from '@playwright/test'

// A demo city of its own, filled afresh, with the built pages; or a server that runs already (ZHUPI_URL).
const own = 'http://127.0.0.1:8097'
const program = process.env.ZHUPI ?? '../build/release/bin/zhupi'

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'node_modules/.e2e/results',
  timeout: 60_000,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: 'list',
  use: {
    baseURL: process.env.ZHUPI_URL ?? own,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  webServer: process.env.ZHUPI_URL
    ? undefined
    : {
        command: `rm -rf node_modules/.e2e/city && mkdir -p node_modules/.e2e && exec ${program} demo --data node_modules/.e2e/city --projects 60 --days 500 --listen ${new URL(own).host} --web dist`,
        url: `${own}/readyz`,
        timeout: 60_000,
        gracefulShutdown: { signal: 'SIGTERM', timeout: 5000 },
      },
})
