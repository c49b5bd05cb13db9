/** Draws once per animation frame, however many messages came in between; at once where it must. */

const HIDDEN_MS = 100; // a hidden page gets no animation frames

const due = new Set<() => void>();
let asked = false;

export function drawSoon(draw: () => void): void {
  due.add(draw);
  if (asked) return;
  asked = true;
  if (document.hidden) setTimeout(run, HIDDEN_MS);
  else requestAnimationFrame(run);
}

export function drawNow(draw: () => void): void {
  due.delete(draw);
  draw();
}

function run(): void {
  asked = false;
  const draws = [...due];
  due.clear();
  for (const draw of draws) draw();
}
