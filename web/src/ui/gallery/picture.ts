/** A picture as a gallery shows it. */
export interface Picture {
  readonly id: string;
  readonly url: string | null;
  readonly thumb_url: string | null;
  readonly width?: number | null;
  readonly height?: number | null;
  /** What it shows, where it isn't just the car. */
  readonly caption?: string | undefined;
}
