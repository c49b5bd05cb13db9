/** Which lot is before the person's eyes: what happens to it needs no toast. */

let gaze: string | null = null;

/** `lot` null: no longer that auction's. */
export function lookAt(auction_id: string, lot: number | null): void {
  if (lot !== null) gaze = `${auction_id}:${lot}`;
  else if (gaze?.startsWith(`${auction_id}:`)) gaze = null;
}

export function isSeen(auction_id: string, lot: number): boolean {
  return !document.hidden && gaze === `${auction_id}:${lot}`;
}
