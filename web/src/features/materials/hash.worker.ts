// The SHA-256 of a file, piece by piece, away from the page: a file of 2 GB never sits in memory, and nothing stutters.
// WebCrypto can only digest what is in memory as a whole.

import { sha256 } from '@noble/hashes/sha2.js'

const pieceSize = 4 * 1024 * 1024
const page = self as unknown as { postMessage: (message: HashMessage) => void; onmessage: ((event: MessageEvent<File>) => void) | null }

export type HashMessage = { done: number } | { sha256: string } | { failed: string }

async function digest(file: File): Promise<string> {
  const sum = sha256.create()
  for (let at = 0; at < file.size; at += pieceSize) {
    sum.update(new Uint8Array(await file.slice(at, at + pieceSize).arrayBuffer()))
    page.postMessage({ done: Math.min(at + pieceSize, file.size) })
  }
  return Array.from(sum.digest(), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

page.onmessage = (event) => {
  digest(event.data).then(
    (sum) => page.postMessage({ sha256: sum }),
    (reason: unknown) => page.postMessage({ failed: String(reason) }), // the file was moved or changed while it was read
  )
}
