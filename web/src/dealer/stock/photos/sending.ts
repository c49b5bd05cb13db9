/** A photo's way to the server, piece by piece (server/stock/photos): begin, pieces, and where to go on after a cut. */

import type { Progress } from '../../../api.gen';
import { api } from '../../../api/client';
import { asProblem, isAbort, Problem, readProblem } from '../../../api/problem';
import { anyOf } from '../../../kit/signals';

/** What the queue needs of the server: replaced in tests. */
export interface Door {
  /** With a defect, it is what the photo shows. */
  begin(size_bytes: number, defect_id: string | null): Promise<Progress>;
  piece(id: string, offset: number, bytes: Blob, signal: AbortSignal): Promise<Progress>;
  progress(id: string): Promise<Progress>;
}

const PIECE_MS = 60_000; // a slow phone gets this long for one piece
const PIECE_BYTES = 256 * 1024;

/** Of the photos at this address: of a car of the stock, or of a trade-in. */
export function doorOf(path: string): Door {
  return {
    begin: (size_bytes, defect_id) => api.post<Progress>(path, { size_bytes, defect_id }),
    progress: (id) => api.get<Progress>(`${path}/${id}/upload`),
    piece: async (id, offset, bytes, signal) => {
      const response = await reach(`/api${path}/${id}`, {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) },
        body: bytes,
        credentials: 'same-origin',
        signal: anyOf([signal, AbortSignal.timeout(PIECE_MS)]),
      });
      if (!response.ok) throw await readProblem(response);
      return (await response.json()) as Progress;
    },
  };
}

/** Where to go on: from what has arrived of it, or anew where the server knows nothing of it any more. */
export async function beginOrGoOn(door: Door, size: number, { id, defect_id }: { id: string | null; defect_id: string | null }): Promise<Progress> {
  if (id !== null) {
    try {
      const progress = await door.progress(id);
      if (progress.size_bytes === size) return progress;
    } catch (error) {
      if (isAbort(error) || asProblem(error).status !== 404) throw error;
    }
  }
  return door.begin(size, defect_id);
}

export async function sendPiece(door: Door, picture: Blob, { id, offset }: Progress, signal: AbortSignal): Promise<Progress> {
  try {
    return await door.piece(id, offset, picture.slice(offset, offset + PIECE_BYTES), signal);
  } catch (error) {
    // Another attempt got further than its answer came back.
    if (!isAbort(error) && asProblem(error).code === 'offset_mismatch') return door.progress(id);
    throw error;
  }
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted && error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'offline');
  }
}
