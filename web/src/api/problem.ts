/** What goes wrong between us and the server, in one shape: application/problem+json. */

export interface FieldError {
  /** JSON pointer into the body sent: "/vehicles/0/starting_price_cents". */
  readonly pointer: string;
  /** What is wrong or odd: for our own words, and for what a form does about it. */
  readonly code: string;
  /** Words of the server in the language asked for, to be shown where we have none of our own; never taken apart. */
  readonly detail: string;
  /** Numbers and names in those words: the bounds, a day. */
  readonly facts?: Readonly<Record<string, number | string>>;
}

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
