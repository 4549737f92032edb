import { cpSync, createReadStream } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const server = process.env.ZHUPI_SERVER ?? 'http://127.0.0.1:8080'

// The same policy as the server sends: whatever would break in a city's hall breaks at the developer's desk first.
const policy = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'self'",
].join('; ')

const proxy = { '/api': { target: server, changeOrigin: false } }

/** What pdf.js fetches when a file asks for it: character maps of Chinese fonts, the fourteen standard fonts, decoders. */
function pdfAssets(): Plugin {
  const from = fileURLToPath(new URL('./node_modules/pdfjs-dist/', import.meta.url))
  const folders = ['cmaps', 'standard_fonts', 'wasm', 'iccs']
  return {
    name: 'pdf-assets',
    configureServer(server) {
      server.middlewares.use('/pdf/', (request, response, next) => {
        const found = /^\/(\w+)\/([\w.-]+)$/.exec(request.url ?? '')
        if (!found || !folders.includes(found[1]!)) return next()
        createReadStream(`${from}${found[1]}/${found[2]}`).on('error', next).pipe(response)
      })
    },
    writeBundle(options) {
      for (const folder of folders) cpSync(from + folder, `${options.dir}/pdf/${folder}`, { recursive: true })
    },
  }
}

export default defineConfig({
  plugins: [
    vue(),
    pdfAssets(),
    Components({ dirs: [], dts: 'src/components.d.ts', resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
  ],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)), '@forms': fileURLToPath(new URL('../forms', import.meta.url)) } },
  server: { proxy, fs: { allow: ['..'] } },
  preview: { proxy, headers: { 'Content-Security-Policy': policy } },
  build: { target: 'es2022', assetsInlineLimit: 0, manifest: true },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts', '../forms/**/*.test.ts'],
    server: { deps: { inline: ['element-plus'] } },
  },
})
