/** Side views of cars, facing left, on a 160 x 60 field; wheels are drawn by the component. */

export type Silhouette =
  | 'hatchback'
  | 'saloon'
  | 'estate'
  | 'suv'
  | 'mpv'
  | 'coupe'
  | 'convertible'
  | 'van'
  | 'pickup';

interface Drawing {
  /** Outline and windows, even-odd. */
  readonly shape: string;
  /** Centres of the wheels and their radius. */
  readonly wheels: readonly [front: number, rear: number];
  readonly radius: number;
}

const FLOOR = 46;

/** The underside from the rear bumper to the front one, with its two arches. */
function under(front: number, rear: number, radius: number): string {
  const arch = radius + 3;
  const notch = `a${arch} ${arch} 0 0 0 ${-2 * arch} 0`;
  return `H${rear + arch}${notch}H${front + arch}${notch}`;
}

function drawing(top: string, windows: string, front: number, rear: number, radius = 8.5): Drawing {
  return { shape: `${top}${under(front, rear, radius)}H16q-4 0-4-4z${windows}`, wheels: [front, rear], radius };
}

export const DRAWINGS: Record<Silhouette, Drawing> = {
  hatchback: drawing(
    'M12 42v-5q0-6 7-7.5l24-4.5 17-13q4-3 9-3h34q7 0 11 4l14 13.5q7 1 8 7l2 8.5q0 4-4 4',
    'M55 25l11-9q2-2 5-2h13v11zM89 14h14q4 0 6 2l9 9H89z',
    40,
    114,
  ),
  saloon: drawing(
    'M10 42v-4q0-6 7-7.5l27-4.5 18-12q4-3 9-3h26q6 0 10 3l17 12 17 2.5q7 1 7 7v6.5q0 4-4 4',
    'M57 25.5l12-8q3-2 6-2h9v10zM88 15.5h9q4 0 7 2l11 8H88z',
    38,
    118,
  ),
  estate: drawing(
    'M10 42v-4q0-6 7-7.5l26-4.5 18-13q4-3 9-3h52q6 0 9 4l9 12q6 1 7 6l1 10q0 4-4 4',
    'M56 25.5l12-8.5q3-2 6-2h8v10.5zM86 15h20v10.5H86zM110 15h10q3 0 5 3l5 7.5h-20z',
    38,
    116,
  ),
  suv: drawing(
    'M11 41v-9q0-6 7-7l25-3.5 15-13q4-3.5 9-3.5h44q7 0 10 5l8 12.5q6 1 7 7l1 12q0 4-4 4',
    'M54 21.5l11-9.5q2-2 5-2h11v11.5zM85 10h17v11.5H85zM106 10h8q3 0 4.5 2.5l5 9h-17.5z',
    39,
    113,
    10,
  ),
  mpv: drawing(
    'M11 42v-8q0-5 6-7l16-4 20-14q5-3.5 11-3.5h52q7 0 10 5l8 14q4 2 5 7l1 11q0 4-4 4',
    'M46 22.5l13-9q3-2.5 7-2.5h14v11.5zM84 11h16v11.5H84zM104 11h9q4 0 6 3l5 8.5h-20z',
    38,
    115,
  ),
  coupe: drawing(
    'M8 42v-3q0-6 7-7.5l31-5.5 17-10q5-3 11-3h16q9 0 16 4l17 10 20 3q7 1 7 7v3q0 4-4 4',
    'M60 26l11-7q3-2 7-2h10v9zM92 17q6 0 11 3l10 6H92z',
    37,
    120,
    9,
  ),
  convertible: drawing(
    'M8 42v-3q0-6 7-7.5l33-5 12-11 3 1-5 10.5h54q4-4 10-3.5l18 3q8 2 8 8v3.5q0 4-4 4',
    '',
    37,
    120,
    9,
  ),
  van: drawing(
    'M12 42v-9q0-5 4-8l11-8 9-10q3-3.5 8-3.5h92q8 0 8 8v31q0 4-4 4',
    'M32 20l8-9q1.5-2 4-2h10v11zM58 9h14v11H58z',
    38,
    118,
  ),
  pickup: drawing(
    'M10 41v-9q0-5 7-6l24-3.5 14-12q4-3.5 9-3.5h20q6 0 7 5l2 11h45q8 0 8 8v8q0 4-4 4',
    'M52 22.5l10-9q2-2 5-2h5v11zM76 11.5h6q2 0 3 3l2 8H76z',
    38,
    116,
    10,
  ),
};

const WORDS: readonly (readonly [RegExp, Silhouette])[] = [
  [/van|utilit|fourgon/i, 'van'],
  [/pick/i, 'pickup'],
  [/suv|4x4|crossover|tout.?terrain/i, 'suv'],
  [/mpv|monospace|people/i, 'mpv'],
  [/cabrio|convert|roadster/i, 'convertible'],
  [/coup/i, 'coupe'],
  [/estate|break|wagon|touring/i, 'estate'],
  [/saloon|sedan|berline(?!.*(3|5))/i, 'saloon'],
];

/** The drawing for a body type as the stock says it; a hatchback when it says nothing. */
export function silhouette(body: string | null | undefined): Silhouette {
  return WORDS.find(([word]) => word.test(body ?? ''))?.[1] ?? 'hatchback';
}

export { FLOOR };
