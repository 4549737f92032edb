// Resumable uploads (tus 1.0). A cut line or a closed laptop costs the rest of the file, not the whole: the browser
// remembers where each upload stands and goes on from there.

import type { Upload as TusUpload } from 'tus-js-client'
import { link, Problem } from '@/app/http'

export interface Sending {
  /** Ends the upload; what was sent stays on the server until it expires and is used when the file is chosen again. */
  stop: () => void
}

interface Callbacks {
  progress: (sent: number, total: number) => void
  /** Called with the id under which the server knows the file. */
  done: (id: string) => void
  failed: (reason: unknown) => void
}

const failure = () =>
  new Problem(
    0,
    'upload',
    { zh: '上传中断', en: 'The upload was cut off' },
    { zh: '请检查网络后点“继续”，已传的部分不用重传', en: 'Check the network and press "Go on"; what was sent is kept' },
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

export async function send(file: File, callbacks: Callbacks): Promise<Sending> {
  const { Upload } = await import('tus-js-client')
  const upload: TusUpload = new Upload(file, {
    endpoint: '/api/v1/uploads',
    chunkSize: 8 * 1024 * 1024,
    retryDelays: [0, 1000, 3000, 8000],
    removeFingerprintOnSuccess: true,
    metadata: { filename: file.name, filetype: file.type },
    headers: { 'X-CSRF-Token': link.csrfToken },
    onProgress: callbacks.progress,
    onError: (error) => callbacks.failed(reasonOf(error)),
    onSuccess: () => callbacks.done((upload.url ?? '').split('/').pop() ?? ''),
  })
  const earlier = await upload.findPreviousUploads()
  if (earlier[0]) upload.resumeFromPreviousUpload(earlier[0])
  upload.start()
  return { stop: () => void upload.abort() }
}
