/**
 * A car drawn from all sides, by its body type: the line that defects are pointed at. Pure.
 *
 * Each view has a field of its own, in which a place is told in thousandths (server/stock/dossiers/place.py). Lengths are
 * the same in all of them, so that a door is as long from above as from the side.
 */

import { DRAWINGS, FLOOR, type Silhouette } from '../ui/silhouettes';

export type View = 'left' | 'right' | 'top' | 'front' | 'rear';
export const VIEWS: readonly View[] = ['left', 'front', 'top', 'rear', 'right'];

interface Field {
  readonly width: number;
  readonly height: number;
}
export const FIELDS: Readonly<Record<View, Field>> = {
  left: { width: 160, height: 60 },
  right: { width: 160, height: 60 },
  top: { width: 72, height: 160 },
  front: { width: 72, height: 60 },
  rear: { width: 72, height: 60 },
};

export type Look = 'body' | 'glass' | 'line' | 'lamp' | 'tyre';
export interface Piece {
  readonly d: string;
  readonly look: Look;
}

/** Along the car, from its nose: where the glass begins, the roof, the glass behind it, the tail. And heights. */
interface Shape {
  readonly nose: number;
  readonly cowl: number;
  readonly roof: readonly [front: number, rear: number];
  readonly glass: number;
  readonly tail: number;
  readonly top: number;
  readonly belt: number;
  /** Lines between the doors, from the belt to the sill. */
  readonly doors: readonly number[];
}

const SHAPES: Readonly<Record<Silhouette, Shape>> = {
  hatchback: { nose: 12, cowl: 43, roof: [66, 107], glass: 127, tail: 138, top: 9, belt: 25, doors: [50, 86, 112] },
  saloon: { nose: 10, cowl: 44, roof: [69, 100], glass: 123, tail: 148, top: 11, belt: 25.5, doors: [52, 85, 112] },
  estate: { nose: 10, cowl: 43, roof: [68, 126], glass: 140, tail: 148, top: 10, belt: 25.5, doors: [51, 84, 110] },
  suv: { nose: 11, cowl: 43, roof: [63, 116], glass: 130, tail: 137, top: 5, belt: 21.5, doors: [51, 83, 110] },
  mpv: { nose: 11, cowl: 33, roof: [58, 124], glass: 135, tail: 140, top: 5.5, belt: 22.5, doors: [48, 82, 110] },
  coupe: { nose: 8, cowl: 46, roof: [72, 98], glass: 124, tail: 150, top: 13, belt: 26, doors: [54, 98] },
  convertible: { nose: 8, cowl: 48, roof: [62, 110], glass: 112, tail: 148, top: 18, belt: 28, doors: [56, 98] },
  van: { nose: 12, cowl: 30, roof: [46, 141], glass: 143, tail: 144, top: 3.5, belt: 20, doors: [50, 76, 110] },
  pickup: { nose: 10, cowl: 41, roof: [60, 86], glass: 93, tail: 146, top: 7, belt: 22.5, doors: [48, 76, 93] },
};

export function pieces(body: Silhouette, view: View): readonly Piece[] {
  const shape = SHAPES[body];
  if (view === 'left' || view === 'right') return side(body, shape);
  if (view === 'top') return above(body, shape);
  return end(body, shape, view);
}

/** Facing left; the right side is its mirror. */
function side(body: Silhouette, shape: Shape): Piece[] {
  const { shape: whole, wheels, radius } = DRAWINGS[body];
  const [outline = '', ...windows] = whole.replaceAll('zM', 'z|M').split('|');
  const sill = FLOOR - 3;
  const wheel = (x: number, r: number) => `M${x - r} ${FLOOR}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
  const line = shape.belt + 3.5;
  return [
    { d: outline, look: 'body' },
    ...windows.map((d): Piece => ({ d, look: 'glass' })),
    ...shape.doors.map((x): Piece => ({ d: `M${x} ${shape.belt + 1}q1.5 ${(sill - shape.belt) / 2} 0 ${sill - shape.belt - 1}`, look: 'line' })),
    ...shape.doors.slice(1).map((x): Piece => ({ d: `M${x - 8} ${line}h5`, look: 'line' })),
    { d: `M${(wheels[0] ?? 0) + radius + 4} ${sill}H${(wheels[1] ?? 0) - radius - 4}`, look: 'line' },
    { d: `M${shape.nose + 1.5} ${shape.belt + 8}l8-2.5v3.5q-5 1.5-8.4 1.5z`, look: 'lamp' },
    { d: `M${shape.tail - 1} ${shape.belt + 5}h-6v4h6.6z`, look: 'lamp' },
    ...wheels.flatMap((x): Piece[] => [
      { d: wheel(x, radius), look: 'tyre' },
      { d: wheel(x, radius * 0.58), look: 'body' },
    ]),
  ];
}

/** From above, nose up. */
function above(body: Silhouette, { nose, cowl, roof, glass, tail }: Shape): Piece[] {
  const middle = FIELDS.top.width / 2;
  const at = (across: number, along: number) => `${middle + across} ${along}`;
  const mirrored = (draw: (way: 1 | -1) => string, look: Look): Piece[] => [
    { d: draw(-1), look },
    { d: draw(1), look },
  ];
  const [front, rear] = roof;
  const bow = Math.min(9, (tail - nose) / 15);
  const outline = `M${at(-19, nose + 3)}Q${at(0, nose - 3)} ${at(19, nose + 3)}Q${at(27, nose + 6)} ${at(28, nose + 22)}Q${at(29.5, (nose + tail) / 2)} ${at(28, tail - 16)}Q${at(27, tail - 3)} ${at(20, tail - 1)}Q${at(0, tail + 2)} ${at(-20, tail - 1)}Q${at(-27, tail - 3)} ${at(-28, tail - 16)}Q${at(-29.5, (nose + tail) / 2)} ${at(-28, nose + 22)}Q${at(-27, nose + 6)} ${at(-19, nose + 3)}z`;
  const windscreen = `M${at(-24, cowl + 2)}Q${at(0, cowl - bow)} ${at(24, cowl + 2)}L${at(20, front + 1)}Q${at(0, front - 4)} ${at(-20, front + 1)}z`;
  const found: Piece[] = [
    { d: outline, look: 'body' },
    ...mirrored((way) => `M${at(way * 15, nose + 4)}Q${at(way * 19, (nose + cowl) / 2)} ${at(way * 22, cowl)}`, 'line'),
    ...mirrored((way) => `M${at(way * 18, nose + 3.5)}q${way * 7} 1.5 ${way * 8} 9l${way * -4}-1.5q${way * -1}-4 ${way * -4}-7.5z`, 'lamp'),
    ...mirrored((way) => `M${at(way * 27.5, cowl + 4)}q${way * 6} 0 ${way * 6} 4h${way * -5.5}z`, 'body'),
    { d: windscreen, look: 'glass' },
    ...mirrored((way) => `M${at(way * 20, tail - 1.5)}q${way * 6}-1.5 ${way * 6.5}-6l${way * -5} 2z`, 'lamp'),
  ];
  if (body === 'convertible') {
    found.push({ d: `M${at(-21, front + 4)}H${middle + 21}V${rear - 4}q-21 6-42 0z`, look: 'glass' });
    found.push(...mirrored((way) => `M${at(way * 4, front + 12)}h${way * 13}v12h${way * -13}z`, 'line'));
    found.push({ d: `M${at(-19, rear - 13)}h38v9q-19 4-38 0z`, look: 'line' });
    return found;
  }
  found.push(
    ...mirrored((way) => `M${at(way * 25, cowl + 6)}L${at(way * 26, glass - 6)}L${at(way * 21.5, rear)}L${at(way * 21.5, front + 3)}z`, body === 'van' ? 'line' : 'glass'),
    { d: `M${at(-20, front + 1)}Q${at(0, front - 4)} ${at(20, front + 1)}L${at(20, rear)}Q${at(0, rear + 3)} ${at(-20, rear)}z`, look: 'line' },
  );
  if (body !== 'van') found.push({ d: `M${at(-20, rear + 2)}Q${at(0, rear + 5)} ${at(20, rear + 2)}L${at(23, glass)}Q${at(0, glass + 4)} ${at(-23, glass)}z`, look: 'glass' });
  if (body === 'pickup') found.push({ d: `M${at(-23, glass + 6)}h46v${tail - glass - 12}h-46z`, look: 'line' });
  else if (tail - glass > 12) found.push({ d: `M${at(-21, glass + 4)}Q${at(0, glass + 8)} ${at(21, glass + 4)}`, look: 'line' });
  return found;
}

/** From before and from behind: as high as from the side. */
function end(body: Silhouette, { top, belt }: Shape, view: 'front' | 'rear'): Piece[] {
  const middle = FIELDS.front.width / 2;
  const [sill, ground] = [FLOOR + 1, FLOOR + 8.5];
  const shoulder = belt + 2;
  const roof = body === 'van' ? 25 : 18;
  const tyre = (x: number): Piece => ({ d: `M${x - 4.5} ${sill - 5}h9v${ground - sill + 3}q0 2-2 2h-5q-2 0-2-2z`, look: 'tyre' });
  const outline = `M${middle - 30} ${shoulder + 4}Q${middle - 29} ${shoulder} ${middle - 26} ${shoulder - 1}L${middle - roof - 1} ${top + 3}Q${middle - roof} ${top} ${middle - roof + 5} ${top}H${middle + roof - 5}Q${middle + roof} ${top} ${middle + roof + 1} ${top + 3}L${middle + 26} ${shoulder - 1}Q${middle + 29} ${shoulder} ${middle + 30} ${shoulder + 4}V${sill - 4}q0 4-4 4H${middle - 26}q-4 0-4-4z`;
  const pane = view === 'front' || body !== 'pickup' ? belt - 0.5 : belt - 3;
  const glass = `M${middle - 23} ${pane}L${middle - roof + 1.5} ${top + 4}Q${middle - roof + 2} ${top + 2.5} ${middle - roof + 4} ${top + 2.5}H${middle + roof - 4}Q${middle + roof - 2} ${top + 2.5} ${middle + roof - 1.5} ${top + 4}L${middle + 23} ${pane}Q${middle} ${pane + 2} ${middle - 23} ${pane}z`;
  const lamp = (way: 1 | -1): Piece =>
    view === 'front'
      ? { d: `M${middle + way * 28.5} ${shoulder + 4}l${way * -11} 2.5v4l${way * 11} 0z`, look: 'lamp' }
      : { d: `M${middle + way * 29} ${shoulder + 3}h${way * -6}v9h${way * 6}z`, look: 'lamp' };
  const found: Piece[] = [tyre(middle - 22), tyre(middle + 22), { d: outline, look: 'body' }, { d: glass, look: 'glass' }, lamp(-1), lamp(1)];
  const plate: Piece = { d: `M${middle - 9} ${sill - 8.5}h18v4.5h-18z`, look: 'line' };
  if (view === 'front') {
    found.push({ d: `M${middle - 14} ${shoulder + 7}h28l-2 4.5h-24z`, look: 'line' }, { d: `M${middle - 24} ${shoulder + 1}Q${middle} ${shoulder + 4.5} ${middle + 24} ${shoulder + 1}`, look: 'line' });
  } else if (body === 'van') found.push({ d: `M${middle} ${top + 2.5}V${sill - 10}`, look: 'line' });
  else found.push({ d: `M${middle - 22} ${shoulder + 2}v8q22 4 44 0v-8`, look: 'line' });
  return [...found, plate, { d: `M${middle - 29} ${sill - 10}H${middle - 12}M${middle + 12} ${sill - 10}H${middle + 29}`, look: 'line' }];
}
