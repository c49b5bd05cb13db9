/**
 * The one socket: says hello, takes up rooms again, notices silence, comes back when it may. What the messages mean is
 * for its listener. Knows nothing of pages; timers are the global ones, the socket comes from outside.
 */

import {
  CLOSE,
  SUBPROTOCOL,
  type ClientMessage,
  type DealerMessage,
  type ProMessage,
  type ResumedRoom,
  type Welcome,
} from '../protocol.gen';
import { isFinal, waitFor } from './backoff';

export type ServerMessage = ProMessage | DealerMessage;
type Unnumbered<M> = M extends unknown ? Omit<M, 'id'> : never;
export type Request = Unnumbered<Exclude<ClientMessage, { type: 'hello' }>>;
export type Status = 'connecting' | 'live' | 'reconnecting' | 'stopped';

export const SILENCE_MS = 45_000;
/** In a lot about to end a dead line can't wait that long. */
export const SILENCE_URGENT_MS = 6_000;
const LOOK_MS = 1_000;
const WELCOME_MS = 10_000;
const CLIENT = { name: 'adjuge-web', version: '1' } as const;

/** What is used of a WebSocket. */
export interface Wire {
  send(text: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number }) => void) | null;
}

export interface Listener {
  status(status: Status, close_code: number | null): void;
  /** Rooms to take up again with the hello. */
  resume(): readonly ResumedRoom[];
  welcome(welcome: Welcome): void;
  /** The messages of one frame, in order. */
  hear(messages: readonly ServerMessage[]): void;
  /** Whether seconds decide: leading or bidding in a lot that ends within 60 s. */
  urgent(): boolean;
}

export class Connection {
  status: Status = 'stopped';
  /** When the server was last heard, by our clock. */
  heard_ms = 0;
  private readonly listener: Listener;
  private readonly open: () => Wire;
  private wire: Wire | null = null;
  private attempt = 0;
  private next = 1;
  private hello = 0;
  private after_ms = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private look: ReturnType<typeof setInterval> | undefined;

  constructor(listener: Listener, open: () => Wire) {
    this.listener = listener;
    this.open = open;
  }

  start(): void {
    if (this.status !== 'stopped') return;
    this.attempt = 0;
    this.become('connecting');
    this.look = setInterval(() => this.listen(), LOOK_MS);
    this.connect();
  }

  stop(): void {
    this.end('stopped', null);
  }

  /** Back from sleep, or the network is back: don't wait for the next try. */
  wake(): void {
    if (this.status !== 'reconnecting' || this.wire) return;
    clearTimeout(this.retry);
    this.attempt = 0;
    this.connect();
  }

  /** Doubtful, whatever the socket believes: start over. */
  restart(): void {
    if (this.status === 'live' || this.wire) this.lost();
  }

  /** The request's number, or null when there is nobody to ask. */
  send(request: Request): number | null {
    if (this.status !== 'live' || !this.wire) return null;
    const id = this.next++;
    this.wire.send(JSON.stringify({ ...request, id }));
    return id;
  }

  private connect(): void {
    const wire = this.open();
    this.wire = wire;
    this.heard_ms = Date.now();
    this.after_ms = 0;
    wire.onopen = () => {
      if (this.wire !== wire) return;
      this.hello = this.next++;
      const resume = this.listener.resume();
      wire.send(JSON.stringify({ type: 'hello', id: this.hello, client: CLIENT, ...(resume.length > 0 && { resume }) }));
    };
    wire.onmessage = ({ data }) => {
      if (this.wire === wire && typeof data === 'string') this.take(data);
    };
    wire.onclose = ({ code }) => {
      if (this.wire !== wire) return;
      if (isFinal(code)) this.end('stopped', code);
      else this.lost(code);
    };
  }

  private take(text: string): void {
    this.heard_ms = Date.now();
    const frame = JSON.parse(text) as ServerMessage | ServerMessage[];
    const messages = Array.isArray(frame) ? frame : [frame];
    for (const message of messages) {
      if (message.type === 'welcome' && message.id === this.hello) {
        this.attempt = 0;
        this.become('live');
        this.listener.welcome(message);
      } else if (message.type === 'bye') this.after_ms = message.after_ms;
    }
    this.listener.hear(messages);
  }

  private listen(): void {
    if (!this.wire) return;
    const silent_ms = Date.now() - this.heard_ms;
    const limit_ms = this.status === 'live' ? this.silence() : WELCOME_MS;
    if (silent_ms > limit_ms) this.lost();
  }

  private silence(): number {
    return this.listener.urgent() ? SILENCE_URGENT_MS : SILENCE_MS;
  }

  private lost(code: number = CLOSE.no_pong): void {
    this.drop();
    this.become('reconnecting', code);
    const wait_ms = waitFor(this.attempt++, { urgent: this.listener.urgent(), random: Math.random() });
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.connect(), Math.max(wait_ms, this.after_ms * Math.random()));
  }

  private end(status: Status, code: number | null): void {
    clearTimeout(this.retry);
    clearInterval(this.look);
    this.drop();
    this.become(status, code);
  }

  private drop(): void {
    const wire = this.wire;
    this.wire = null;
    wire?.close();
  }

  private become(status: Status, code: number | null = null): void {
    if (this.status === status) return;
    this.status = status;
    this.listener.status(status, code);
  }
}

/** The browser's socket to where the page came from. */
export function openSocket(): Wire {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(`${scheme}//${location.host}/ws`, SUBPROTOCOL) as Wire;
}
