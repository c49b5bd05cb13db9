/** A queue with the browser's means. */

import { UploadQueue } from './queue.svelte';
import { shrink } from './shrinking';

export function makeQueue(arrived: () => void): UploadQueue {
  return new UploadQueue({
    shrink,
    preview: (file) => URL.createObjectURL(file),
    name: () => `${Date.now()}-${Math.random().toString(36).slice(2)}`,
    forget: (preview) => URL.revokeObjectURL(preview),
    // Sooner when the network says it is back.
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, ms);
        addEventListener('online', done, { once: true });
        function done(): void {
          clearTimeout(timer);
          removeEventListener('online', done);
          resolve();
        }
      }),
    arrived,
  });
}
