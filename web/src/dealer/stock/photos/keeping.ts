/**
 * Photos that have not arrived, kept by the browser (IndexedDB) so that a reload, or leaving the page, loses none. They
 * are of one user and one car. Where the browser keeps nothing, they live as long as their page.
 */

export interface Kept {
  readonly key: string;
  readonly name: string;
  readonly file: Blob;
  /** Made small already. */
  readonly small: boolean;
  /** The server's, once begun. */
  readonly id: string | null;
  readonly defect_id: string | null;
}

/** What the queue needs of it: replaced in tests. None of it ever fails. */
export interface Store {
  /** Those from before that no other page is sending. */
  claim(): Promise<readonly Kept[]>;
  put(kept: Kept): Promise<void>;
  drop(key: string): Promise<void>;
  /** Another page may have them. */
  leave(): void;
}

type Row = Kept & { readonly subject: string; readonly at: number };

const NAME = 'photos';
const INDEX = 'subject';
const KEPT_MS = 7 * 86_400_000;

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(`adjuge-${NAME}`, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(NAME, { keyPath: 'key' }).createIndex(INDEX, INDEX);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('no database'));
  });
  return opened;
}

async function act<T>(mode: IDBTransactionMode, work: (rows: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await open()).transaction(NAME, mode);
  const request = work(transaction.objectStore(NAME));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
  });
}

export function storeOf(user_id: string, vehicle_id: string): Store {
  const subject = `${user_id} ${vehicle_id}`;
  const held = new Map<string, () => void>();
  let left = false;
  let last: Promise<unknown> = Promise.resolve();

  /** What was asked first is done first. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn;
    return turn;
  }

  /** False when another page has it. */
  function hold(key: string): Promise<boolean> {
    if (held.has(key) || left) return Promise.resolve(!left);
    if (!('locks' in navigator)) {
      held.set(key, () => undefined);
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      void navigator.locks.request(`photo ${key}`, { ifAvailable: true }, (lock) => {
        resolve(lock !== null);
        return lock ? new Promise<void>((release) => held.set(key, release)) : undefined;
      });
    });
  }

  const drop = (key: string) => act('readwrite', (rows) => rows.delete(key)).catch(() => undefined);

  async function claim(): Promise<readonly Kept[]> {
    const rows = await act<Row[]>('readonly', (kept) => kept.index(INDEX).getAll(subject)).catch((): Row[] => []);
    const mine: Kept[] = [];
    for (const row of rows) {
      if (held.has(row.key)) continue;
      if (Date.now() - row.at > KEPT_MS) await drop(row.key);
      else if (await hold(row.key)) mine.push(row);
    }
    return mine;
  }

  return {
    claim: () => inTurn(claim),
    put: ({ key, name, file, small, id, defect_id }) =>
      inTurn(async () => {
        const row: Row = { key, name, file, small, id, defect_id, subject, at: Date.now() };
        if (await hold(key)) await act('readwrite', (rows) => rows.put(row)).catch(() => undefined);
      }),
    drop: (key) =>
      inTurn(async () => {
        await drop(key);
        held.get(key)?.();
        held.delete(key);
      }),
    leave: () => {
      left = true;
      for (const release of held.values()) release();
      held.clear();
    },
  };
}
