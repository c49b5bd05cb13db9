/** Where each complaint about a draft belongs: our own first, then the preview's, then the last refusal's. */

import type { FieldError, Problem } from '../../../api/problem';
import type { Preview } from '../../../api.gen';
import type { EntryRefusal } from '../../../api/kinds';

export interface Complaints {
  readonly local: ReadonlyMap<string, string>;
  readonly preview: Preview | null;
  readonly refused: Problem | null;
}

/** The code of what is wrong at a pointer, or undefined; undefined where nothing is. */
export function faultAt(pointer: string, { local, preview, refused }: Complaints): FieldError | undefined {
  const code = local.get(pointer);
  if (code) return { pointer, code, detail: code };
  return preview?.errors.find((error) => error.pointer === pointer) ?? refused?.of(pointer);
}

/** The code of what is odd at a pointer, though allowed. */
export function warningAt(pointer: string, preview: Preview | null): FieldError | undefined {
  return preview?.warnings.find((odd) => odd.pointer === pointer);
}

/** Why a car is refused; empty when it may enter. */
export function refusalsOf(vehicle_id: string, preview: Preview | null): readonly EntryRefusal[] {
  return preview?.vehicles.find((line) => line.vehicle_id === vehicle_id)?.refusals ?? [];
}

/** In words: by code where there are some, else as the server said it. */
export function inWords(fault: FieldError | undefined, words: Readonly<Record<string, string>>): string | undefined {
  if (!fault) return undefined;
  return words[fault.code] || fault.detail;
}
