/** Brings the connection, the rooms of the page, the clock and the open commands together. One per page. */

import type { Error as WireError, ResumedRoom, Subscribed } from '../protocol.gen';
import { clock } from './clock.svelte';
import { Connection, openSocket, type Request, type ServerMessage, type Status } from './connection';
import type { RoomEvent } from './follower';
import { link } from './link.svelte';
import { Pinging } from './pinging';
import type { Position } from './position';
import { Samples, sampleOf } from './sync';

const RESUMED_MAX = 32; // what a hello of 4 KiB holds

const OWN_ROOM = 'me';

/** A room that some page is in. */
export interface Member {
  readonly room: string;
  readonly position: Position | null;
  /** Somebody reads prices in it, so it must not be older than 3 s. */
  readonly watched: boolean;
  ask(): void;
  expect(): void;
  interrupted(): void;
  answered(reply: Subscribed): void;
  refused(error: Pick<WireError, 'code' | 'retry' | 'after_ms'>): void;
  hear(event: RoomEvent): void;
}

export interface CommandsDoor {
  connected(): void;
  hear(message: ServerMessage): void;
}

class Hub {
  /** Whether one leads or bids in a lot that ends within 60 s; set by `me`. */
  urgent: () => boolean = () => false;
  private readonly members = new Map<string, Member>();
  private readonly asked = new Map<number, string>();
  private readonly samples = new Samples();
  private commands: CommandsDoor | null = null;
  private started = false;

  private readonly connection = new Connection(
    {
      status: (status, code) => this.status(status, code),
      resume: () => this.resume(),
      welcome: () => this.welcome(),
      hear: (messages) => messages.forEach((message) => this.hear(message)),
      urgent: () => this.urgent(),
    },
    openSocket,
  );

  private readonly pinging = new Pinging({
    ping: (now) => void this.send({ type: 'ping', client_ms: now }),
    heard_ms: () => this.connection.heard_ms,
    watched: () => !document.hidden && [...this.members.values()].some((member) => member.watched),
    urgent: () => this.urgent(),
    fresh: (fresh) => (link.recent = fresh),
    dead: () => this.connection.restart(),
    slept: () => this.samples.forget(),
  });

  /** For as long as somebody is signed in. */
  start(): () => void {
    if (this.started) return () => undefined;
    this.started = true;
    link.network = navigator.onLine;
    link.stopped = null;
    const run = new AbortController();
    const { signal } = run;
    addEventListener('online', () => this.network(true), { signal });
    addEventListener('offline', () => this.network(false), { signal });
    document.addEventListener('visibilitychange', () => !document.hidden && this.wake(), { signal });
    this.connection.start();
    return () => {
      run.abort();
      this.started = false;
      this.connection.stop();
      link.known = false;
    };
  }

  attach(commands: CommandsDoor): void {
    this.commands = commands;
  }

  join(member: Member): void {
    this.members.set(member.room, member);
    if (this.connection.status === 'live') member.ask();
  }

  leave(member: Member): void {
    if (this.members.get(member.room) !== member) return;
    this.members.delete(member.room);
    this.send({ type: 'unsubscribe', room: member.room });
  }

  /** Asks for a room; the answer comes to its member. */
  subscribe(room: string, since: Position | null): void {
    const id = this.send({ type: 'subscribe', room, ...(since && { since }) });
    if (id !== null) this.asked.set(id, room);
  }

  send(request: Request): number | null {
    return this.connection.send(request);
  }

  get live(): boolean {
    return this.connection.status === 'live';
  }

  private status(status: Status, code: number | null): void {
    link.status = status;
    link.stopped = status === 'stopped' ? code : null;
    if (status === 'live') return;
    link.recent = false;
    this.pinging.end();
    this.asked.clear();
    for (const member of this.members.values()) member.interrupted();
  }

  private resume(): ResumedRoom[] {
    const known = [...this.members.values()].filter((member) => member.position).slice(0, RESUMED_MAX);
    for (const member of known) member.expect();
    return known.map(({ room, position }) => ({ room, epoch: position?.epoch ?? 0, seq: position?.seq ?? 0 }));
  }

  private welcome(): void {
    link.known = true;
    link.recent = true;
    this.samples.forget();
    this.pinging.begin();
    // Those the hello took up are waiting already: asking them again does nothing. One's own room comes by itself.
    for (const member of this.members.values()) {
      if (member.room === OWN_ROOM) member.expect();
      else member.ask();
    }
    this.commands?.connected();
  }

  private hear(message: ServerMessage): void {
    switch (message.type) {
      case 'subscribed':
        this.asked.delete(message.id);
        return this.members.get(message.room)?.answered(message);
      case 'pong':
        clock.offset_ms = this.samples.add(sampleOf(message, Date.now()));
        return;
      case 'resync':
        for (const room of message.rooms) this.members.get(room)?.ask();
        return;
      case 'error':
        if (message.id !== undefined && this.asked.has(message.id)) return this.refuse(message.id, message);
        return this.commands?.hear(message);
      case 'bid_result':
      case 'pending':
        return this.commands?.hear(message);
      case 'welcome':
      case 'ok':
      case 'reauth_due':
      case 'bye':
        return;
      default:
        if ('room' in message) this.members.get(message.room)?.hear(message);
    }
  }

  private refuse(id: number, error: WireError): void {
    const room = this.asked.get(id) ?? '';
    this.asked.delete(id);
    this.members.get(room)?.refused(error);
  }

  private network(there: boolean): void {
    link.network = there;
    if (there) this.wake();
    else this.pinging.wake();
  }

  private wake(): void {
    this.connection.wake();
    this.pinging.wake();
  }
}

export const hub = new Hub();
