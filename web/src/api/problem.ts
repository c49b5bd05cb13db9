/** What goes wrong between us and the server, in one shape: application/problem+json. */

import type { FieldError as Told } from '../api.gen';

/** A bad or odd field; a server newer than these pages tells codes that they don't know. */
export type FieldError = Omit<Told, 'code'> & { readonly code: string };

/** Codes made here: "offline" (no answer), "unreadable" (an answer that isn't ours). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  /** Further members of the answer: the current version, the thing that stands in the way. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(
    status: number,
    code: string,
    detail = '',
    errors: readonly FieldError[] = [],
    facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail || code);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.errors = errors;
    this.facts = facts;
  }

  /** What was said of one field. */
  of(pointer: string): FieldError | undefined {
    return this.errors.find((error) => error.pointer === pointer);
  }
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Anything thrown, as a Problem; a bug of ours keeps its message for the log. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem(0, 'unexpected', error instanceof Error ? error.message : String(error));
}

export async function readProblem(response: Response): Promise<Problem> {
  try {
    const body = (await response.json()) as Partial<Problem> & { title?: string };
    const errors = Array.isArray(body.errors) ? body.errors : [];
    return new Problem(response.status, body.code ?? 'unreadable', body.detail ?? body.title ?? '', errors, { ...body });
  } catch {
    return new Problem(response.status, 'unreadable');
  }
}
