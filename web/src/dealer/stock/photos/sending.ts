/** A photo's way to the server, piece by piece (server/stock/photos): begin, pieces, and where to go on after a cut. */

import { api } from '../../../api/client';
import { Problem, readProblem } from '../../../api/problem';
import type { Photo } from '../api';

export interface Progress {
  readonly id: string;
  readonly offset: number;
  readonly size_bytes: number;
  readonly photo: Photo | null;
}

/** What the queue needs of the server: replaced in tests. */
export interface Door {
  begin(size_bytes: number): Promise<Progress>;
  piece(id: string, offset: number, bytes: Blob, signal: AbortSignal): Promise<Progress>;
  progress(id: string): Promise<Progress>;
}

const PIECE_MS = 60_000; // a slow phone gets this long for one piece

export function doorOf(vehicle_id: string): Door {
  const path = `/vehicles/${vehicle_id}/photos`;
  return {
    begin: (size_bytes) => api.post<Progress>(path, { size_bytes }),
    progress: (id) => api.get<Progress>(`${path}/${id}/upload`),
    piece: async (id, offset, bytes, signal) => {
      const response = await reach(`/api${path}/${id}`, {
        method: 'PATCH',
        headers: { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) },
        body: bytes,
        credentials: 'same-origin',
        signal: AbortSignal.any([signal, AbortSignal.timeout(PIECE_MS)]),
      });
      if (!response.ok) throw await readProblem(response);
      return (await response.json()) as Progress;
    },
  };
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted && error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'offline');
  }
}
