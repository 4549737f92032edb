// Resumable uploads (tus 1.0). A cut line or a closed laptop costs the rest of the file, not the whole: the browser
// remembers where each upload stands and goes on from there.

import type { Upload as TusUpload } from 'tus-js-client'
import { link, Problem } from '@/app/http'

export interface Sending {
  /** Stops for now; what was sent stays on the server for a day, and go() or the same file again goes on from there. */
  pause: () => void
  go: () => void
  /** Ends it for good. */
  stop: () => void
}

export interface Parcel {
  file: File
  project: number | string
  material: string
  /** Of the whole file, hex; the server compares. */
  sha256: string
}

interface Callbacks {
  progress: (sent: number, total: number) => void
  /** Called with the id under which the server knows the file. */
  done: (id: string) => void
  failed: (reason: unknown) => void
}

/** The line was cut; nothing is wrong with the file. */
export const cut = 'upload.cut'
const failure = () =>
  new Problem(
    0,
    cut,
    { zh: '上传中断', en: 'The upload was cut off' },
    { zh: '网络恢复后自动继续，已传的部分不用重传', en: 'It goes on once the network is back; what was sent is kept' },
  )

/** What the server said when it refused an upload, or that the line was cut. */
function reasonOf(error: Error): unknown {
  const body = (error as { originalResponse?: { getBody: () => string } | null }).originalResponse?.getBody()
  if (!body) return failure()
  try {
    const told = JSON.parse(body)
    return new Problem(told.status, told.code, { zh: told.title, en: told.titleEn }, { zh: told.next, en: told.nextEn }, '', told.trace)
  } catch {
    return failure()
  }
}

export async function send({ file, project, material, sha256 }: Parcel, callbacks: Callbacks): Promise<Sending> {
  const { Upload } = await import('tus-js-client')
  const upload: TusUpload = new Upload(file, {
    endpoint: '/api/v1/uploads',
    chunkSize: 8 * 1024 * 1024,
    retryDelays: [0, 1000, 3000],
    removeFingerprintOnSuccess: true,
    // The same file for another material is another upload.
    fingerprint: () => Promise.resolve(['zhupi', project, material, file.name, file.size, file.lastModified, sha256].join('|')),
    metadata: { filename: file.name, material, sha256 },
    onBeforeRequest: (request) => request.setHeader('X-CSRF-Token', link.csrfToken),
    onProgress: callbacks.progress,
    onError: (error) => callbacks.failed(reasonOf(error)),
    onSuccess: () => callbacks.done((upload.url ?? '').split('/').pop() ?? ''),
  })
  const earlier = await upload.findPreviousUploads()
  if (earlier[0]) upload.resumeFromPreviousUpload(earlier[0])
  upload.start()
  return { pause: () => void upload.abort(), go: () => upload.start(), stop: () => void upload.abort(true).catch(() => {}) }
}
