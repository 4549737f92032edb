import type { HashMessage } from './hash.worker'

/** The SHA-256 of a file in hex, made in a worker of its own. Rejects when the file cannot be read any more. */
export function hashFile(file: File, progress: (done: number) => void, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./hash.worker.ts', import.meta.url), { type: 'module' })
    const end = () => worker.terminate()
    signal.addEventListener('abort', () => {
      end()
      reject(new DOMException('stopped', 'AbortError'))
    })
    worker.onmessage = ({ data }: MessageEvent<HashMessage>) => {
      if ('done' in data) return progress(data.done)
      end()
      if ('sha256' in data) resolve(data.sha256)
      else reject(new Error(data.failed))
    }
    worker.onerror = (event) => {
      end()
      reject(new Error(event.message || 'worker'))
    }
    worker.postMessage(file)
  })
}
